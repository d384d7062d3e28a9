# Tongyuan (同源). Needs Python 3.11 or newer and make; everything else is brought into .venv.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-slow check bench docs lock clean

PYTHON ?= python3
WORKSPACE ?= tongyuan-workspace
BIN := .venv/bin
# Bytecode is kept whatever the environment says: tests start hundreds of processes, and without it each would
# compile every module anew.
export PYTHONDONTWRITEBYTECODE :=
SOURCES := $(shell git ls-files 'src/*.py' 2>/dev/null)

# An index that pip was told to use (a mirror, an index inside a house) serves uv as well.
uv = export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1 UV_DEFAULT_INDEX="$$(sh scripts/index.sh $(BIN)/python)"; \
	test -n "$$UV_DEFAULT_INDEX" || unset UV_DEFAULT_INDEX; $(BIN)/uv

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.core ## Start the platform with real figures on http://127.0.0.1:8080
	@test -d $(WORKSPACE) || $(BIN)/tongyuan init $(WORKSPACE) --demo liaoning
	@echo "Ctrl+C ends it."
	@TONGYUAN_WORKSPACE=$(WORKSPACE) $(BIN)/tongyuan serve --open

test: .venv/.dev ## Run the tests and the examples in the docstrings (not the slow ones)
	$(BIN)/pytest -n 2 -m "not slow"

test-slow: .venv/.dev ## Run the slow tests; brings Chromium and Spark where it may
	@sh scripts/browser.sh
	@sh scripts/spark.sh "$(MAKE)"
	@$(BIN)/pytest tests -n 2 --dist loadfile --no-loadscope-reorder -m slow || { code=$$?; test $$code -eq 5 && echo "There are no slow tests."; }

check: .venv/.dev ## Lint, format, types, floors, docstrings, spelling, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@$(BIN)/numpydoc lint $(SOURCES)
	$(BIN)/codespell $$(git ls-files)
	$(BIN)/pytest -q tests/repository

bench: .venv/.bench ## Measure speed against bare NumPy and pandas
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.kills --kills 1000

docs: .venv/.docs ## Build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "site/index.html"

lock: .venv/.tool ## Write requirements/*.txt anew from pyproject.toml
	@$(uv) --version && sh scripts/lock.sh $(BIN)/uv

clean: ## Remove what was brought and built; the workspace stays
	rm -rf .venv site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.tool: requirements/tool.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
		|| { echo "This Python lacks its venv module (Debian: apt install python3-venv)"; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r $<
	@touch $@

.venv/.core: requirements/core.txt pyproject.toml .venv/.tool
	@$(uv) pip install --quiet --python $(BIN)/python --require-hashes -r $<
	@$(uv) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@sh scripts/openmp.sh $(BIN)/python
	@touch $@

.venv/.%: requirements/%.txt .venv/.core
	@$(uv) pip install --quiet --python $(BIN)/python --require-hashes -r $<
	@touch $@
