# `make run` opens the demo hotel, `make test` passes every test. All find or install what they need.

# Where .ci/need puts a Node.js, if the machine's own is too old.
export PATH := $(CURDIR)/target/node/node_modules/.bin:$(PATH)

PACKAGES := web/node_modules/.package-lock.json
PAGE := web/dist/page/index.html
PAGE_SOURCES := $(wildcard web/*.html web/*.ts api/guide/*.md api/guide/*/*.md) web/package.json schema.graphql \
    $(shell find web/src web/public web/scripts web/packages/client/src -path web/src/gql -prune -o -not -name '*.test.ts*' -print)

.PHONY: run test desktop bench deb lint schema
.DELETE_ON_ERROR:

run: $(PAGE)
	@.ci/need cc postgres
	cargo run --locked --package frontdesk -- serve --demo

test: $(PAGE)
	@.ci/need cc chromium curl node pgbouncer postgres prometheus psql python redis systemd
	cd web && npm run --silent typecheck && npm test --silent
	@# The program first, which some stories run as a process: built alone it has fewer features than beside the tests.
	cargo build --locked --package frontdesk
	@# An older one beside it, for the upgrade; without the history of these sources there is none.
	@.ci/older >/dev/null || test $$? -eq 3
	cd web && npm run --silent test:helper && npm run --silent e2e
	cargo test --locked --workspace

# The example in a window of its own: builds it, and acts its story out on a screen that nobody sees. No part of
# `make test`, which would have to compile four hundred crates more for it.
desktop: $(PACKAGES)
	@.ci/need cc keyring node postgres webkitgtk xvfb
	cargo build --locked --package frontdesk
	cd web/examples/desktop && node page.js && cargo build --locked --target-dir target
	cd web/examples/desktop && xvfb-run --auto-servernum node --test story/desktop.test.js

# How much the server costs beside the least that any server could do. Takes some minutes, and wants the machine
# to itself. Both programs in one go: apart, what both stand on would be built twice.
bench:
	@.ci/need cc postgres redis
	cargo build --locked --release --package frontdesk --package frontdesk-bench
	$${CARGO_TARGET_DIR:-target}/release/frontdesk-bench all

# Debian's package, into the target folder.
deb: $(PAGE)
	@.ci/need cc
	cargo build --locked --release --package frontdesk
	@packaging/deb "$${CARGO_TARGET_DIR:-target}/release/frontdesk" "$${CARGO_TARGET_DIR:-target}"

lint: $(PACKAGES)
	@.ci/need cc node python
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cd web && npm run --silent lint
	@.ci/deny

# After a change of the API: writes down what the code says. A test compares them.
schema:
	@.ci/need cc
	cargo run --locked --quiet --package frontdesk -- schema > schema.graphql.new
	mv schema.graphql.new schema.graphql

# The front desk, which the program embeds.
$(PAGE): $(PACKAGES) $(PAGE_SOURCES)
	@.ci/need node
	@echo "Building the front desk."
	cd web && npm run --silent build

$(PACKAGES): web/package-lock.json
	@.ci/need node
	@echo "Installing what the front desk is built with."
	cd web && npm ci
	@touch $@
