# Everything a newcomer or CI runs. `make` alone lists it.
# PYTHON names the interpreter for a new .venv; without it the first Python 3.11 or newer on PATH is taken.
# ARGS is handed to what `make demo`, `make test` and `make bench` run.

ifdef PYTHON
export PYTHON
endif
# WORKERS is how many processes `make test` uses, each with servers of its own: most tests wait for something.
WORKERS ?= 2
BIN := .venv/bin
PACKAGES := contracts services/directory services/followup services/matching services/referral services/runtime deploy/standalone
SOURCES := $(wildcard contracts/src services/*/src deploy/standalone/src)

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench lint types imports generated schemas-check security check lock clean

help: ## list these targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv as requirements.lock says; does nothing when it is up to date
	@sh deploy/setup.sh

demo: setup ## start the platform, load a region, walk 200 people through it, print the balance
	@$(BIN)/towpath demo $(ARGS)

test: setup ## all tests, on real servers
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

bench: setup ## measure, and write the figures with the machine's description
	@PYTHONPATH=tests $(BIN)/python -m bench $(ARGS)

lint: setup ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup ## mypy, strict
	@$(BIN)/mypy

imports: setup ## import-linter: which package may know which
	@$(BIN)/lint-imports --no-cache

generated: setup ## write the generated files anew
	@$(BIN)/python -m towpath_contracts.schemas
	@$(BIN)/python -m towpath_contracts.published

schemas-check: setup ## refuse a schema that breaks with one before it
	@$(BIN)/python -m towpath_contracts.schemas --check
	@$(BIN)/python -m towpath_contracts.published --check

security: setup ## bandit over the sources, and known weaknesses of what is pinned
	@# From medium upwards: what is low, ruff's rules S cover, with their exceptions beside the code.
	@$(BIN)/bandit -q -ll -r $(SOURCES)
	@PYTHONPATH=tests $(BIN)/python -m support.advisories requirements.lock

check: lint types imports schemas-check ## every check that runs nothing

lock: setup ## pin anew what the pyproject files ask for (ARGS="--upgrade" for newer versions)
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	  $(foreach package,$(notdir $(PACKAGES)),--no-emit-package towpath-$(package)) \
	  --group pyproject.toml:dev $(addsuffix /pyproject.toml,$(PACKAGES)) --output-file requirements.lock $(ARGS)
	@sh deploy/setup.sh

clean: ## remove what setup, tests and runs have made
	rm -rf .venv .servers .towpath .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/node/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
