# Wraca. `make help` lists what there is.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
# The tests start some hundred Python processes: the first compiles the libraries, the others need not.
unexport PYTHONDONTWRITEBYTECODE
# Two processes of pytest, each with a database server of its own.
BOTH := -n 2 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long test-browser test-spark test-external check lint types imports format bench figures messages lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(STAMP) ## Make the environment in .venv, with wraca in it

$(STAMP): bootstrap.lock requirements.lock pyproject.toml scripts/build_hook.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Wraca needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up .venv (the first time this takes about a minute) ..."
	@$(PYTHON) -m venv .venv || { echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup ## Load the sample shop, refresh it and serve the console
	@$(BIN)/wraca demo

test: setup ## Run the tests (real PostgreSQL, no root)
	@$(BIN)/python scripts/build_hook.py >/dev/null
	$(BIN)/python -m pytest -q $(BOTH)

test-long: setup ## Kills, loads and state machines
	$(BIN)/python -m pytest -q $(BOTH) -m long

test-browser: setup ## Every page in a real browser (needs Chromium)
	@$(BIN)/python scripts/build_hook.py >/dev/null
	$(BIN)/python -m pytest -q $(BOTH) -m browser

test-spark: setup ## Every step on Spark and DuckDB (installs the extra; needs Java)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-spark.lock
	$(BIN)/python -m pytest -q -m spark

test-external: setup ## The database tests on a PostgreSQL server of yours (WRACA_TEST_DATABASE_URL)
	@test -n "$$WRACA_TEST_DATABASE_URL" || { echo "Name a database that may be filled and dropped: WRACA_TEST_DATABASE_URL=postgresql://user@host/name make test-external. Several, each on a server of its own, share the tests."; exit 2; }
	$(BIN)/python -m pytest -q -n $$(echo $$WRACA_TEST_DATABASE_URL | wc -w) --dist loadgroup tests --ignore=tests/postgres --ignore=tests/server --ignore=tests/lifecycle/models --ignore=tests/simulation

check: lint types imports ## Lint, types and the order of imports

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

format: setup ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## Measure against the speed budgets (about 20 minutes)
	$(BIN)/python -m benchmarks

figures: setup ## Measure stages and scores on recorded shops; rewrite the docs' tables
	$(BIN)/python -m benchmarks.lifecycle

messages: setup ## Collect sentences without a Polish translation
	$(BIN)/python scripts/messages.py

lock: setup ## Resolve the dependencies anew
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes bootstrap.in -o bootstrap.lock
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes --extra spark -c requirements.lock pyproject.toml -o requirements-spark.lock

clean: ## Remove the environment (the data folder .wraca stays)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
