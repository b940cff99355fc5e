# The verbs of this project. `make` alone lists them.
#
# Everything is installed into .venv, from requirements.lock (versions and hashes).

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEMO   := demo-output

# Threads that wait for work sleep: on shared cores the embedded model is several times faster so.
export OMP_WAIT_POLICY ?= passive

# Tests that open the report in a browser need one; without it they are left out, and it is said.
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
LEAVE_OUT = $(if $(CHROMIUM),,-m "not browser")

.DEFAULT_GOAL := help
.PHONY: help setup format check docs test test-fast demo bench lock clean libgomp

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY)  ## install everything into .venv (quick the second time)
	@:

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "ReAlign needs Python 3.11 or newer, and $(PYTHON) is not that."; \
	  echo "Name another one: make setup PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "The environment could not be made. On Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

format: setup  ## format the code and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: setup  ## format, lint, strict types, import rule, criteria, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/realign criteria check
	$(BIN)/pytest -q tests/test_imports.py tests/test_docs.py tests/test_readme.py

docs: setup  ## write docs/cli.md from the commands' own help
	$(BIN)/python docs/cli.py > docs/cli.md.new && mv docs/cli.md.new docs/cli.md

test: setup libgomp  ## every test, the real model's included
	@test -n "$(CHROMIUM)" || echo "No Chromium here: the tests that open the report in one are left out."
	$(BIN)/pytest $(LEAVE_OUT)

test-fast: setup  ## the tests without the real model, the browser and the slow ones
	$(BIN)/pytest -m "not real_model and not browser and not slow"

demo: setup libgomp $(DEMO)/corpus/corpus.json  ## 24 records through the embedded model; again: goes on
	@$(BIN)/realign run examples/demo/records.jsonl -o $(DEMO)/records.jsonl \
	  --evidence $(DEMO)/corpus; code=$$?; \
	if [ $$code -gt 1 ]; then exit $$code; fi
	@echo
	@echo "The records: $(DEMO)/records.jsonl"
	@echo "The report:  $(DEMO)/records.jsonl.realign/report.html"

$(DEMO)/corpus/corpus.json: $(wildcard examples/demo/documents/* src/realign/evidence/*.py) | $(READY)
	@$(BIN)/realign corpus build examples/demo/documents -o $(DEMO)/corpus --force

bench: setup  ## calls a second against a stub endpoint
	$(BIN)/python benchmarks/throughput/run.py

lock: $(READY)  ## choose versions anew and write requirements.lock
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --extra all --group dev --universal \
	  --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
	  --custom-compile-command "make lock" --output-file requirements.lock

clean:  ## remove the environment, the caches and the demo's output
	rm -rf $(VENV) $(DEMO) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

libgomp: $(READY)
	@$(BIN)/python -c 'import ctypes, sys; sys.platform == "linux" and ctypes.CDLL("libgomp.so.1")' \
	  2>/dev/null || { echo "The embedded model needs the library libgomp.so.1, which is not here."; \
	  echo "On Debian and Ubuntu: apt-get install libgomp1    On Fedora: dnf install libgomp"; exit 1; }
