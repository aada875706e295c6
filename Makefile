# Perennial. Needs make and Python >= 3.11, nothing else; everything lands in .venv.
# Words for the program behind a target go into ARGS: make demo ARGS="--exit --json"

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
# Plain pip, hashes checked, nothing resolved: the lock says it all. Compiling waits for first use.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --no-compile
DEMO := .venv/.demo
TEST := .venv/.test

.DEFAULT_GOAL := help
.PHONY: help demo up test browser promtool lint types fmt unit pictures bench soak lock clean
.DELETE_ON_ERROR:

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

demo: $(DEMO) ## Play a whole review year on real servers, then stay up until Ctrl-C.
	@exec $(BIN)/perennial demo $(ARGS)

up: $(DEMO) ## Start servers and workers on the data in .perennial, until Ctrl-C.
	@exec $(BIN)/perennial up $(ARGS)

test: $(TEST) browser promtool ## Check style, types and rooms, then run every test but the benchmarks.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --ignore=tests/bench -n 2 --dist=loadfile $(ARGS)

lint: $(TEST) ## Check style and that imports point down.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: $(TEST) ## Check types, strictly.
	$(BIN)/mypy

fmt: $(TEST) ## Format the code and mend what ruff can mend.
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

unit: $(TEST) ## Run the tests of the domain: seconds, no servers.
	$(BIN)/pytest tests/unit $(ARGS)

pictures: $(TEST) browser ## Take the pictures of the documentation anew.
	$(BIN)/pytest tests/browser --pictures $(ARGS)

bench: $(TEST) ## Measure speed, each as a ratio to its reference in the same run.
	$(BIN)/python -m tests.bench $(ARGS)

soak: $(TEST) ## Break everything at random for an hour and count what is lost; nothing may be.
	$(BIN)/python -m tests.faults $(ARGS)

lock: ## Write the locks again from pyproject.toml (needs uv).
	uv pip compile pyproject.toml --extra embedded --extra chat --extra analytics --extra dev --group link $(LOCKED) \
		--output-file requirements-dev.lock
	uv pip compile pyproject.toml --extra embedded --extra analytics --group link $(LOCKED) \
		--constraint requirements-dev.lock --output-file requirements.lock
	uv pip compile pyproject.toml --extra chat --extra analytics $(LOCKED) \
		--constraint requirements-dev.lock --output-file deploy/image/requirements.lock
	uv pip compile --group build $(LOCKED) \
		--constraint requirements-dev.lock --output-file deploy/image/build.lock

clean: ## Remove what these targets made; the data in .perennial stays.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

# Hashes for every platform; no address of a registry, no path of this machine.
LOCKED := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Perennial needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

$(DEMO): requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) --no-deps --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# What pip cannot bring: a Chromium for the tests of the pages, and Pango for the PDF packets.
browser:
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
			&& DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium libpangoft2-1.0-0 >/dev/null; } \
		|| { echo "The tests of the pages need Chromium and Pango: apt-get install chromium libpangoft2-1.0-0"; exit 1; }

# Judges the rules of deploy/prometheus. Debian has it beside a daemon, which nobody here wants: only
# the one program is taken out of the package. Where that cannot be fetched, its tests are skipped.
promtool: | .venv/bin/python
	@test -x $(BIN)/promtool || command -v promtool >/dev/null || { \
		place=$$(mktemp -d) && trap 'rm -rf "$$place"' EXIT && cd "$$place" && chmod 755 . \
		&& { apt-get download -qq prometheus >/dev/null 2>&1 \
			|| { test "$$(id -u)" = 0 && apt-get update -qq && apt-get download -qq prometheus; } >/dev/null 2>&1; } \
		&& dpkg -x prometheus_*.deb . && cp usr/bin/promtool "$(CURDIR)/$(BIN)/promtool"; } \
		|| echo "promtool cannot be fetched; the tests of the alert rules are skipped."

$(TEST): requirements-dev.lock pyproject.toml | .venv/bin/python
	$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
