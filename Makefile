# `make run` opens the demo hotel, `make test` passes every test. Both find or install what they need.

.PHONY: run test lint schema

run:
	@.ci/need cc postgres
	cargo run --locked --package frontdesk -- serve --demo

test:
	@.ci/need cc curl node postgres
	@# The program first, which some stories run as a process: built alone it has fewer features than beside the tests.
	cargo build --locked --package frontdesk
	cargo test --locked --workspace

lint:
	@.ci/need cc
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

# After a change of the API: writes down what the code says. A test compares them.
schema:
	@.ci/need cc
	cargo run --locked --quiet --package frontdesk -- schema > schema.graphql.new
	mv schema.graphql.new schema.graphql
