# Everything is set up by the first target that needs it. ARGS="…" goes on to the program or to pytest.
.DEFAULT_GOAL := help
.PHONY: help setup demo app test test-slow check screenshots dist

PYTHON ?=
RUN := .venv/bin
export PYTHONDONTWRITEBYTECODE :=  # each process would compile the whole program again

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name words; do \
		printf '  make %-12s %s\n' "$$name" "$$words"; done

setup:  ## system packages (apt, where it is root), .venv, locked libraries
	@PYTHON="$(PYTHON)" sh installers/setup.sh

demo: setup  ## the whole way on the bundled churn data: import, train, package, verify, score
	@$(RUN)/mlworkbench demo $(ARGS)

app: setup  ## the window
	@$(RUN)/mlworkbench $(ARGS)

test: setup  ## the tests, at most 12 minutes on 2 cores
	@$(RUN)/python -m pytest -q -n 2 --dist worksteal -m "not slow" $(ARGS)

test-slow: setup  ## the long tests: kills, benchmarks, big files
	@$(RUN)/python -m pytest -q -m slow $(ARGS)

check: setup  ## ruff, mypy --strict, import-linter
	@$(RUN)/ruff check mlworkbench tests installers
	@$(RUN)/ruff format --check --quiet mlworkbench tests installers || \
		{ echo "not formatted: run .venv/bin/ruff format mlworkbench tests installers"; exit 1; }
	@$(RUN)/mypy
	@$(RUN)/lint-imports --no-logo

screenshots: setup  ## pictures of all pages in build/screenshots, and those of the guides
	@$(RUN)/python tests/screenshots.py $(ARGS)

dist: setup  ## the built program in dist/mlworkbench
	@$(RUN)/python installers/build.py $(ARGS)
