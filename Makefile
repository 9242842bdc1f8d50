# One front door. `make` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
SETUP := sh tools/setup.sh

.PHONY: help
help:  ## List what one can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The lists of packages and the build recipe decide whether the environment is up to date.
$(VENV)/.ready-run: requirements/run.txt pyproject.toml tools/setup.sh
	@$(SETUP) run

$(VENV)/.ready-dev: requirements/dev.txt pyproject.toml tools/setup.sh
	@$(SETUP) dev

# The models themselves: what is there and sound is left alone, so that this costs little when nothing is missing.
.PHONY: models
models: $(VENV)/.ready-run
	@$(SETUP) node
	@$(PYTHON) -m poise models build --quiet

# The page is built anew only when something that it is made of has changed.
PAGE := src/poise/web/static/index.html
PAGE_SOURCES := $(shell find frontend -name node_modules -prune -o -name tests -prune -o -type f -print)

$(PAGE): $(PAGE_SOURCES) | $(VENV)/.ready-run
	@$(SETUP) node
	@$(SETUP) frontend build
	@touch $@

.PHONY: frontend
frontend: $(PAGE)  ## Build the page that the web application serves

.PHONY: setup
setup: $(VENV)/.ready-run models frontend  ## Set up what running needs: environment, system libraries, models

.PHONY: dev
dev: $(VENV)/.ready-dev models  ## Set up what developing needs: the above, checks, Chromium
	@$(SETUP) chromium

.PHONY: run
run: setup  ## Set everything up and start
	@exec $(PYTHON) -m poise serve $(ARGS)

.PHONY: test
test: dev frontend  ## Set everything up and run the tests
	@$(PYTHON) -m poise models build lite full hand face heavy --quiet
	@$(PYTHON) -m poise models build lite full heavy --masks --quiet
	@$(SETUP) database
	@$(SETUP) storage
	@$(SETUP) redis
	@$(SETUP) proxies
	$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

# The index is asked again only when a lock has changed.
$(VENV)/.checked-locks: $(wildcard requirements/*.txt) tools/check_locks.py | $(VENV)/.ready-dev
	$(PYTHON) tools/check_locks.py
	@touch $@

.PHONY: check
check: dev $(VENV)/.checked-locks  ## Format, lint, types, import rules, the page's checks (see also test)
	@$(SETUP) node
	@$(MAKE) --no-print-directory -j2 check-python check-page

.PHONY: check-python
check-python:
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

.PHONY: check-page
check-page:
	@$(SETUP) frontend check

.PHONY: format
format: dev  ## Format the code and mend what can be mended by itself
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .
	@$(SETUP) node
	@$(SETUP) frontend format

.PHONY: describe
describe: dev  ## Write the REST interface's description and the page's types anew
	@$(PYTHON) -m poise.web.description > frontend/openapi.json
	@$(SETUP) node
	@$(SETUP) frontend generate

.PHONY: bench
bench: dev  ## Measure speed and accuracy on this machine (BENCH_CLIP=… for another clip)
	@$(SETUP) bench
	@$(PYTHON) -m poise models build lite full heavy --quiet
	@$(PYTHON) -m poise models build lite full heavy --masks --quiet
	$(PYTHON) -m benchmarks

.PHONY: stress
stress: dev  ## The long campaigns: fuzzing, many runs (minutes to hours)
	@$(SETUP) database
	@$(SETUP) storage
	@$(SETUP) redis
	POISE_STRESS=1 $(PYTHON) -m pytest -m stress $(ARGS)

.PHONY: lock
lock: dev  ## Choose the newest versions of all dependencies and lock them with their hashes
	sh tools/lock.sh

.PHONY: dist
dist: dev frontend  ## Build the wheel, models and page inside
	@$(PYTHON) -m poise models build lite full hand face --into src/poise/estimation/models/bundles
	$(PYTHON) -m build --wheel --no-isolation

.PHONY: clean
clean:  ## Remove everything that was built here
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis src/poise/estimation/models/bundles \
		frontend/node_modules src/poise/web/static
