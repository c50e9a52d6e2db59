# The commands of this project. `make` alone prints them.

SHELL := /bin/bash
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
CANDIDATES := python3.14 python3.13 python3.12 python3 python $(wildcard $(HOME)/.pyenv/versions/3.1[2-9]*/bin/python)
DEPLOYED := env -u DATABASE_URL HTTPS=1 ALLOWED_HOSTS=directory.example PUBLIC_URL=https://directory.example \
  KEEPER=Example CONTACT_EMAIL=data@directory.example
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
# Pages and data read an edition in memory, wherever the record is edited.
TALK_TO_THE_DATABASE := tests/editorial tests/directory tests/editions/test_publishing.py tests/editions/test_following.py \
  tests/explore/test_changes.py tests/opendata/test_editions.py
STATIC := $(shell find static -type f 2>/dev/null)

# Of `make editor`. In the environment ROLE would be that of the process, and every command would refuse to start.
unexport ROLE

.DEFAULT_GOAL := help
# Servers that `make bench` starts would take these for misspelled settings.
unexport PART QUICK
.PHONY: help run editor publish test slow on-postgresql endurance faults audit lighthouse contract outsiders bench restore-drill sbom ci lint fix types seed map screenshots image-test rehearsal observatory

help: ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / — /' | sort

# The environment: a Python of at least 3.12, wherever it is, and the locked dependencies.

$(VENV)/bin/python:
	@for candidate in $(CANDIDATES); do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then found=$$candidate; break; fi; \
	done; \
	if [ -n "$$found" ]; then $$found -m venv $(VENV); \
	elif command -v uv >/dev/null; then uv venv --quiet --seed --python '>=3.12' $(VENV); \
	else echo 'This needs a Python of at least 3.12: install one (python.org, pyenv or uv) and run make again.' >&2; exit 1; fi

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo 'Installing the locked dependencies …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt | $(VENV)/bin/python
	@echo 'Installing the locked dependencies, those for tests included …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run

var/static/.collected: $(STATIC) requirements.txt | $(VENV)/.run
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

# Datasette has an environment of its own. Where it cannot be installed, `make bench` says so.
var/bench/.datasette: scripts/bench-requirements.txt | $(VENV)/bin/python
	@echo 'Installing Datasette …'
	@$(BIN)/python -m venv --clear var/bench/datasette
	-@var/bench/datasette/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $< && touch $@

# What people do.

run: $(VENV)/.run var/static/.collected ## the public site on http://127.0.0.1:8000 (PORT= to change), the editors' on the next port
	@$(BIN)/python serve.py --port '$(PORT)'

editor: $(VENV)/.run ## create an editor: NAME=ana, ROLE=editor, publisher (default) or administrator
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) editor $(or $(NAME),$(USER),editor) $(if $(ROLE),--role $(ROLE))

seed: $(VENV)/.run ## bring the database up to date with migrations and fixtures, and publish it
	@$(MANAGE) seed

publish: $(VENV)/.run ## publish the editing database as a new edition
	@$(MANAGE) publish

test: $(VENV)/.test ## the tests of every change, in a few minutes
	@TIMEFORMAT='%lR, of which on processors %lU and %lS'; time $(PYTEST) -rs -m 'not slow'

slow: $(VENV)/.test ## what `make ci` tests besides: browser, proxy, kills, faults, hostile requests (a quarter of an hour)
	@$(BIN)/python -m pytest -rs -n 2 --dist loadfile -m slow

on-postgresql: $(VENV)/.test ## what talks to the editing database, on PostgreSQL in place of SQLite
	@$(BIN)/python -m tests.postgres $(PYTEST) -m 'not postgres' $(TALK_TO_THE_DATABASE)

endurance: $(VENV)/.test ## the tests of kills, freezes, orders and hostile addresses in their long form (a quarter of an hour)
	@ENDURANCE=long $(BIN)/python -m pytest -m endurance

faults: $(VENV)/.test ## a whole site with its parts stopped, frozen, killed, filled up and lied to, a minute each, while visitors come
	@ENDURANCE=long $(BIN)/python -m pytest tests/faults

audit: $(VENV)/.test var/static/.collected seed ## every public page: links, markup, axe, the HTML checker (needs npm and Java; a quarter of an hour)
	@$(BIN)/python -m tests.audit

lighthouse: $(VENV)/.test var/static/.collected seed ## Lighthouse's four scores of the main pages, on a phone (needs npm; leave the machine alone meanwhile)
	@$(BIN)/python -m tests.lighthouse

contract: $(VENV)/.test var/static/.collected seed ## the API against its own description, by Schemathesis (ten minutes; SECONDS_FOR=60 for less)
	@$(BIN)/python -m tests.contract $(or $(SECONDS_FOR),600)

outsiders: $(VENV)/.test var/static/.collected seed ## the data as other tools read it: sqlite3, frictionless, redocly, spectral (needs npm)
	@$(BIN)/python -m tests.outsiders

bench: $(VENV)/.test var/static/.collected var/bench/.datasette ## speed beside nginx and Datasette, into docs/benchmarks.md (PART="uncached proxy" for some, QUICK=1 for a first look)
	@$(BIN)/python -m scripts.bench $(if $(QUICK),--quick) $(PART)

restore-drill: $(VENV)/.test ## back up, lose and restore a PostgreSQL database and its editions, by the lines of docs/operations.md
	@CI=true $(BIN)/python -m pytest tests/operations

sbom: $(VENV)/.test ## every dependency with version and checksums, as CycloneDX, into var/sbom.json
	@mkdir -p var
	@$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON -o var/sbom.json requirements.txt

observatory: $(VENV)/.test var/static/.collected ## MDN Observatory's points for both sites behind the proxy, without the internet (needs npm and nginx)
	@$(BIN)/python -m tests.observatory

image-test: $(VENV)/.test ## build the image, run it confined, look at it from outside (needs Docker or podman)
	@$(BIN)/python -m pytest tests/image/image.py

rehearsal: $(VENV)/.test ## both ways to deploy, brought up and visited: edit, publish, restart, stop the database (needs Docker or podman)
	@$(BIN)/python -m pytest tests/image/small.py tests/image/rehearsal.py

lint: $(VENV)/.test ## style, import order, formatting; the image's recipe, the compose file
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec compose.yaml deploy/large/compose.yaml

fix: $(VENV)/.test ## mend what lint can mend by itself
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

types: $(VENV)/.test ## static types
	@# The Django plug-in and the incremental cache do not agree on abstract models.
	@$(BIN)/mypy --no-incremental

ci: lint types ## everything a change must pass
	@$(MANAGE) makemigrations --check --dry-run --verbosity 1
	@$(DEPLOYED) ROLE=public $(MANAGE) check --deploy --fail-level WARNING
	@$(DEPLOYED) ROLE=editor SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  DATABASE_URL=postgres://editor@localhost/directory $(MANAGE) check --deploy --fail-level WARNING
	@$(MAKE) --no-print-directory test
	@ENDURANCE=ci $(MAKE) --no-print-directory slow
	@$(MAKE) --no-print-directory on-postgresql

map: | $(VENV)/bin/python ## draw the shapes of Europe anew, from Natural Earth's (needs npm)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r scripts/build_map-requirements.txt
	@mkdir -p var/atlas && cd var/atlas && npm pack --silent world-atlas@2.0.2 >/dev/null && tar xzf world-atlas-2.0.2.tgz
	@$(BIN)/python -m scripts.build_map var/atlas/package/countries-50m.json

screenshots: $(VENV)/.test var/static/.collected seed ## pictures of the pages, for looking at and for the README
	@$(BIN)/python -m tests.screenshots
