# General Line. `make run` and `make test` need only Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Twice quiet: errors only.
PIP := $(BIN)/python -m pip install -q -q --disable-pip-version-check -c constraints.txt
RUNTIME := $(VENV)/.installed-runtime
PAGE := $(VENV)/.installed-page
DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help run app test lint bench format clean

help:  ## show this list
	@echo "General Line: make TARGET   (another interpreter: make TARGET PYTHON=python3.12)"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/  \1	\2/p' Makefile

run: $(RUNTIME)  ## install what is needed, then the main job: the historical run and its report
	$(BIN)/python run.py

app: $(PAGE)  ## install what the page needs, then open it on this machine
	$(BIN)/python run.py app

test: lint  ## everything that must hold: ruff, mypy, import contracts, pytest
	@echo "== pytest"
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(DEV)  ## the checks that run no model: ruff, mypy, import contracts
	@echo "== ruff check"
	@$(BIN)/ruff check .
	@echo "== ruff format --check"
	@$(BIN)/ruff format --check .
	@echo "== mypy"
	@$(BIN)/mypy
	@echo "== lint-imports"
	@$(BIN)/lint-imports --no-logo

bench: $(RUNTIME)  ## how fast the model is: ratios in one run, into docs/performance.md
	$(BIN)/python benchmarks/all.py --write docs/performance.md

format: $(DEV)  ## rewrite the code in the house's format
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

clean:  ## remove the environment and every cache; results/ stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache .numba_cache
	find sim analysis benchmarks tests -type d -name __pycache__ -prune -exec rm -rf {} +
	rm -rf __pycache__

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name one: make run PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "General Line needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) -V 2>&1`." >&2; \
	  echo "Name a newer one: make run PYTHON=python3.12" >&2; \
	  exit 1; }
	@echo "== creating $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); \
	  echo "The venv module failed; on Debian and Ubuntu install the package python3-venv." >&2; \
	  exit 1; }

# The stamps make a second call reinstall nothing unless the pins or the metadata changed.
$(RUNTIME): pyproject.toml constraints.txt | $(BIN)/python
	@echo "== installing the runtime packages (a minute or two, the first time only)"
	@$(PIP) -e .
	@touch $@

$(PAGE): pyproject.toml constraints.txt | $(BIN)/python
	@echo "== installing the runtime packages and those of the page (a minute or two, the first time only)"
	@$(PIP) -e '.[app]'
	@touch $(RUNTIME) $@

$(DEV): pyproject.toml constraints.txt | $(BIN)/python
	@echo "== installing the runtime and development packages (a few minutes, the first time only)"
	@$(PIP) -e '.[dev]'
	@touch $(RUNTIME) $(PAGE) $@
