# `make run` opens the demo hotel, `make test` passes every test. All find or install what they need.

.PHONY: run test bench lint schema

run:
	@.ci/need cc postgres
	cargo run --locked --package frontdesk -- serve --demo

test:
	@.ci/need cc curl node postgres python
	@# The program first, which some stories run as a process: built alone it has fewer features than beside the tests.
	cargo build --locked --package frontdesk
	cargo test --locked --workspace

# How much the server costs beside the least that any server could do. Takes some minutes, and wants the machine
# to itself. Both programs in one go: apart, what both stand on would be built twice.
bench:
	@.ci/need cc postgres
	cargo build --locked --release --package frontdesk --package frontdesk-bench
	$${CARGO_TARGET_DIR:-target}/release/frontdesk-bench all

lint:
	@.ci/need cc
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

# After a change of the API: writes down what the code says. A test compares them.
schema:
	@.ci/need cc
	cargo run --locked --quiet --package frontdesk -- schema > schema.graphql.new
	mv schema.graphql.new schema.graphql
