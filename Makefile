# Prasan. The two commands that matter: `make demo` and `make test`. `make help` lists the others.
# Everything is installed into .venv; everything that a run writes lies under var/.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo test check fmt bench soak lock clean

export PYTHONUTF8 := 1

PY := .venv/bin/python
STAMP := .venv/.installed
UV := uv==0.13.8

# The demonstration: which province, which cycle, how many proposals in each tambon.
PROVINCE ?= 37
CYCLE ?= 2572
PER_TAMBON ?= 5
# The province whose plans stand half-way, so that there is work in every inbox; and where the site listens.
HALF_WAY ?= 83
PORT ?= 8000

# Databases of its own, whatever the caller's environment says.
OWN := env -u DATABASE_URL -u SECRET_KEY -u PRASAN_DEMO -u DEBUG -u ANCHOR_FILE -u PUBLIC_BASE_URL -u ALLOWED_HOSTS
DEMO = $(OWN) VAR_DIR=var/demo PRASAN_DEMO=1 DEBUG=0 PUBLIC_BASE_URL=http://127.0.0.1:$(PORT) ALLOWED_HOSTS=127.0.0.1,localhost
PRODUCTION := $(OWN) VAR_DIR=var/check DEBUG=0 PUBLIC_BASE_URL=https://prasan.example \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')"

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 8

setup: $(STAMP) ## the environment alone: .venv from requirements.lock

$(STAMP): requirements.lock tools/make_venv
	@PYTHON="$(PYTHON)" tools/make_venv .venv
	@touch $@

demo: setup ## two provinces with plans on their way, on a fresh database in var/demo, and the site that shows them
	@rm -rf var/demo
	@mkdir -p var/demo
	@$(DEMO) $(PY) manage.py migrate --verbosity 0
	@$(DEMO) $(PY) manage.py load_areas
	@$(DEMO) $(PY) manage.py journey --province $(PROVINCE) --cycle $(CYCLE) --per-tambon $(PER_TAMBON) --out var/demo/papers
	@$(DEMO) $(PY) manage.py journey_half_way --province $(HALF_WAY)
	@$(DEMO) $(PY) manage.py dev_ca
	@$(DEMO) $(PY) manage.py demo_accounts
	@echo "http://127.0.0.1:$(PORT)/  (Ctrl+C)"
	@$(DEMO) $(PY) manage.py serve --port $(PORT)

test: setup ## the whole suite on SQLite and on PostgreSQL
	@$(OWN) $(PY) -m tools.test_databases $(ARGS)

soak: setup ## the races and the random walks at length: hours
	@$(OWN) TEST_ROUNDS=100 HYPOTHESIS_PROFILE=soak $(PY) -m tools.test_databases --timeout=14400 -m soak $(ARGS)

check: setup ## style, types, import contracts, templates, migrations, deployment
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	.venv/bin/lint-imports --cache-dir var/cache/import-linter
	@if [ -n "$$(find templates -name '*.html' 2>/dev/null | head -n 1)" ]; then \
		echo "$(PY) -m djlint templates --lint"; $(PY) -m djlint templates --lint --quiet; \
	else echo "no templates yet: nothing to lint"; fi
	$(OWN) VAR_DIR=var/check $(PY) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy, as in production"
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

fmt: setup ## put the code into its common form
	$(PY) -m ruff check --fix --exit-zero .
	$(PY) -m ruff format .

bench: setup ## measure: one line a figure, and var/bench.json
	@$(OWN) $(PY) -m bench $(ARGS)

lock: ## write requirements.lock again from pyproject.toml (uv in a throw-away environment)
	@PYTHON="$(PYTHON)" tools/make_venv var/uv $(UV)
	@var/uv/bin/uv pip compile --quiet --universal --generate-hashes --group dev --no-header --no-annotate \
		--no-emit-index-url --output-file requirements.lock pyproject.toml
	@rm -rf var/uv

clean: ## remove what demo, tests, checks and benchmarks wrote; .venv and the development database stay
	rm -rf var/bench var/bench.json var/cache var/check var/demo var/test var/uv var/junit-*.xml
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
