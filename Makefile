# make demo   everything from nothing to a running site on http://localhost:$(PORT)
# make test   installs what the tests need and runs all of them
# make check  lint, types, import contracts, generated files
# make messages  brings the translations up to date (docs/languages.md)
# make bench  measures, next to others' servers (docs/benchmarks.md)
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PORT ?= 8000
DATA ?=
PYTHON ?= python3
BIN := .venv/bin
NODE := frontend/with-node
DEMO_ENV = TELECONSULT_DEMO=1 HTTPS=0 ALLOWED_HOSTS=localhost,127.0.0.1 SECRET_KEY_FILE=var/demo-secret-key
# The user's own images have an archive and a database of their own, one for each path.
OWN = var/own-$(shell printf '%s' '$(DATA)' | cksum | cut -d' ' -f1)
FRONTEND_SOURCES := $(shell find frontend/src -type f) frontend/package.json frontend/vite.config.ts

.PHONY: demo test check bench generate messages lock format clean test-python test-frontend test-browser system-packages

demo: .venv/.runtime frontend/dist/manifest.json var/demo-secret-key
	@mkdir -p $(if $(DATA),$(OWN),var)
	@exec env $(DEMO_ENV) $(if $(DATA),ARCHIVE_URL=folder:$(OWN) DATABASE_URL=sqlite:///$(OWN)/teleconsult.sqlite3) \
		$(BIN)/python manage.py demo --port $(PORT) $(if $(DATA),--data "$(DATA)")

test: system-packages test-python test-frontend test-browser

test-python: .venv/.dev frontend/dist/manifest.json
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/e2e
	$(BIN)/python -m tests.support.with_postgres $(BIN)/python -m pytest tests/live tests/consults tests/accounts

test-frontend: frontend/node_modules/.ready
	$(NODE) npm --prefix frontend test

test-browser: .venv/.dev frontend/dist/manifest.json
	$(BIN)/python -m pytest tests/e2e

check: .venv/.dev frontend/node_modules/.ready
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m tests.support.generated
	$(BIN)/python -m tests.support.messages
	$(NODE) npm --prefix frontend run check

bench: .venv/.dev frontend/dist/manifest.json
	$(BIN)/python -m tests.bench

generate: .venv/.dev frontend/node_modules/.ready
	$(BIN)/python -m apps.protocol.generate frontend/src/protocol/schema.json
	$(NODE) node frontend/generate-protocol.mjs frontend/src/protocol/schema.json
	$(BIN)/python -m tests.support.generated --write

messages: .venv/.dev
	$(BIN)/python -m tests.support.messages --write

lock: .venv/.dev
	$(BIN)/pip install -q uv
	for name in requirements requirements-dev; do $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url \
		--no-emit-find-links --python-version 3.11 --custom-compile-command "make lock" -o $$name.txt $$name.in; done

format: .venv/.dev frontend/node_modules/.ready
	$(BIN)/ruff check --fix-only -q . ; $(BIN)/ruff format .
	$(NODE) npm --prefix frontend run format

system-packages:
	@bash tests/system-packages.sh

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@echo "Making the virtual environment …"
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Installing Python packages …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing Python packages for tests and checks …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch .venv/.runtime $@

frontend/node_modules/.ready: frontend/package-lock.json | .venv/bin/python
	@echo "Installing front-end packages …"
	@$(NODE) npm --prefix frontend ci --ignore-scripts --no-audit --no-fund --loglevel=error --no-update-notifier
	@touch $@

frontend/dist/manifest.json: frontend/node_modules/.ready $(FRONTEND_SOURCES)
	@echo "Building the front end …"
	@$(NODE) npm --prefix frontend run build --silent -- --logLevel warn
	@touch $@

var/demo-secret-key: | .venv/bin/python
	@mkdir -p var
	@(umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))' > $@)

clean:
	rm -rf .venv frontend/node_modules frontend/dist var
