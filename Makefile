# Two commands are enough: `make run` and `make test`. Both prepare .venv from the hashed lock themselves.
# Needs Python >= 3.11, git and make, nothing else.

BIN := .venv/bin
PYTEST_ARGUMENTS ?= -n 3 --dist worksteal

# Where it is set, every start would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test kernels check bench lock venv venv-dev

help:
	@echo "make run     start Tongpin with the sandbox and a sample factory on http://127.0.0.1:8000/"
	@echo "make test    everything: lint, import rules, types, tests on SQLite, PostgreSQL and in a browser"
	@echo "make check   lint, import rules and types only"
	@echo "make bench   all benchmarks; results as JSON in bench-results/"
	@echo "make lock    bring both locks up to pyproject.toml (UPGRADE=--upgrade: newest versions of everything)"

run: venv
	@echo "tongpin: compiling the kernels (a minute the first time)"
	@$(BIN)/python -m core.planning.plan.warm
	@exec $(BIN)/tongpin serve --sandbox

test: venv-dev
	@$(MAKE) --no-print-directory -j 2 check kernels
	@.ci/ensure-browser
	$(BIN)/python -m pytest $(PYTEST_ARGUMENTS)

kernels: venv-dev
	@echo "tongpin: compiling the kernels (a minute the first time)"
	@$(BIN)/python -m core.planning.plan.warm --all

check: venv-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: venv-dev
	$(BIN)/python -m tests.bench

# `--universal` with all hashes: one lock for every platform and Python; it names no package index.
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate $(UPGRADE) pyproject.toml --extra build

lock: venv-dev
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev --extra bench -c requirements.lock -o requirements-dev.lock

venv:
	@.ci/venv run

venv-dev:
	@.ci/venv dev
