# `make demo` shows feedhub at work; `make check` is all that CI runs. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help dev demo check format lint types layers test fuzz schema clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.made: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

dev: $(VENV)/.made ## set everything up in .venv

demo: dev ## a sample publisher, three passes over it, and the result on http://127.0.0.1:8080/
	$(BIN)/feedhub demo

check: lint types layers test ## all that CI runs

format: dev ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: dev ## style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev ## strict types
	$(BIN)/mypy

layers: dev ## the plan of the house
	$(BIN)/lint-imports

test: dev ## the tests
	$(BIN)/python -m pytest -n auto --dist loadfile

fuzz: dev ## random documents for everything that reads foreign bytes; FUZZ_EXAMPLES=20000 makes it longer
	FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-5000} $(BIN)/python -m pytest -n auto tests/fuzz

schema: dev ## the JSON Schema for editors, from the models
	$(BIN)/feedhub check --schema > config/feedhub.schema.json

clean: ## take away what was set up and made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
