# The targets a person needs. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install system demo test check format lint types contracts translations messages bench torture lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

install: $(STAMP) ## build .venv with the pinned, hashed dependencies

$(STAMP): requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

system: ## install Chromium, the voice, the PDF tools, PostgreSQL and npm for the tests, where that is possible
	@.ci/system-packages

demo: install ## open the kiosk on its demo content, with an embedded hub
	$(BIN)/kiosk demo

test: install system ## run the whole test suite
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: install format lint types contracts translations ## everything CI checks: format, lint, types, contracts, translations, tests
	$(BIN)/python -m pytest -n 3 --dist worksteal

format: install
	$(BIN)/ruff format --check .

lint: install
	$(BIN)/ruff check .

types: install
	$(BIN)/mypy

contracts: install
	$(BIN)/lint-imports

translations: install ## fail on a missing, fuzzy or outdated translation
	$(BIN)/python -m tests.translations check

messages: install ## gather the texts of the code into the translation catalogues and compile them
	$(BIN)/python -m tests.translations update

bench: install ## print the speed of each step as ratios of one run
	$(BIN)/kiosk bench

torture: install ## the kill, fault and property campaigns and every cell of the wide tables, at full length
	KIOSK_TORTURE=1 HYPOTHESIS_PROFILE=torture $(BIN)/python -m pytest -n 2 --dist worksteal

lock: ## pin the dependencies again, with hashes and without addresses (needs uv)
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove what the build and the tests made
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
