# The names that people of the AWS samples look for. The commands themselves are in README.md and .ci/run.
.PHONY: run test ci build deploy

STAGE ?= dev

run:
	cargo run

test:
	cargo test --workspace

ci:
	.ci/run

build:
	cargo lambda build --release

deploy: build
	sam deploy --config-env $(STAGE)
