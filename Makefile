# One command each. A bare machine needs only Python >= 3.11, git and make.

VENV   := .venv
PYTHON := $(VENV)/bin/python
UV     ?= $(shell command -v uv 2>/dev/null)
ARGS   ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test check fix bench demo states periods schema docs clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) \
	  | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-9s %s\n' "$$name" "$$what"; done

# ------------------------------------------------------------------------- the environment

# A stamp says which lock file the environment was last built from; without a change in the lock
# a second start installs nothing.
$(PYTHON):
	@python=; \
	for candidate in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    python=$$candidate; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 or newer is needed, and none of python3, python3.11 ... python3.14 is it." >&2; \
	  exit 1; \
	fi; \
	echo "Building $(VENV) with $$($$python --version) ..."; \
	{ [ -n "$(UV)" ] && \
	  "$(UV)" venv --quiet --clear --python "$$($$python -c 'import sys; print(sys.executable)')" $(VENV); } || \
	$$python -m venv --clear $(VENV) || { \
	  echo "Python cannot build a virtual environment here; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  rm -rf $(VENV); exit 1; }

# uv where it is at hand, pip where it is not or where uv cannot reach the index.
define install
	@echo "Installing what $(1) names ..."
	@{ [ -n "$(UV)" ] && "$(UV)" pip install --quiet --python $(PYTHON) --require-hashes -r $(1); } || { \
	  $(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip >/dev/null; \
	  $(PYTHON) -m pip install --quiet --require-hashes -r $(1); }
	@touch $@
endef

$(VENV)/.runtime: requirements.txt $(PYTHON)
	$(call install,requirements.txt)

$(VENV)/.dev: requirements-dev.txt requirements.txt $(PYTHON)
	$(call install,requirements-dev.txt)
	@touch $(VENV)/.runtime

setup: $(VENV)/.dev ## build the environment with everything a developer needs

# --------------------------------------------------------------------------------- running

run: $(VENV)/.runtime ## serve the office: web, worker and clock in one process
	@exec $(PYTHON) manage.py up

demo: $(VENV)/.runtime ## put the demo office into an empty database
	@$(PYTHON) manage.py create_demo $(ARGS)

# -------------------------------------------------------------------------------- checking

# An office on PostgreSQL or Redis does not start without secrets. The one that lives only while it
# is tested has these, which are none, and it speaks plain HTTP to itself.
NO_SECRET := an-office-that-lives-only-while-it-is-tested-has-no-secrets
NO_KEY    := AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

ifneq ($(DATABASE_URL)$(REDIS_URL),)
test check bench: export SECRET_KEY   ?= $(NO_SECRET)
test check bench: export FIELD_KEYS   ?= $(NO_KEY)
test check bench: export SSL_REDIRECT ?= false
endif

# `check --deploy` is asked about an office in use, with all that it needs.
IN_USE := DEBUG=false SSL_REDIRECT=true ALLOWED_HOSTS=zhitong.example \
  SECRET_KEY=$(NO_SECRET) FIELD_KEYS=$(NO_KEY) \
  DATABASE_URL=$(or $(DATABASE_URL),postgres://zhitong@127.0.0.1/zhitong) \
  REDIS_URL=$(or $(REDIS_URL),redis://127.0.0.1/1)

test: $(VENV)/.dev ## run the tests; ARGS="tests/cases -k docket" for some of them
	@exec $(PYTHON) -m pytest $(ARGS)

check: $(VENV)/.dev ## everything CI runs, in CI's order
	@echo "== format"
	@$(PYTHON) -m ruff format --check .
	@echo "== lint"
	@$(PYTHON) -m ruff check .
	@echo "== types"
	@$(PYTHON) -m mypy
	@echo "== imports"
	@$(PYTHON) -c 'from importlinter.cli import lint_imports_command as main; main()'
	@echo "== migrations"
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@echo "== deployment"
	@$(IN_USE) $(PYTHON) manage.py check --deploy --fail-level WARNING
	@echo "== tests"
	@$(PYTHON) -m pytest --cov --cov-report=term $(ARGS)
	@echo "== generated documents"
	@$(PYTHON) manage.py write_docs --check

fix: $(VENV)/.dev ## put in order what a machine can put in order
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

bench: $(VENV)/.dev ## measure, and print ratios
	@$(PYTHON) manage.py bench $(ARGS)

# --------------------------------------------------------------------- generated documents

docs: $(VENV)/.dev ## write every generated document
	@$(PYTHON) manage.py write_docs

states periods schema: $(VENV)/.dev
	@$(PYTHON) manage.py write_docs $@

states: ## write docs/states.md from the machines
periods: ## write docs/periods.md from the register
schema: ## write docs/openapi.yaml from the API

# -------------------------------------------------------------------------------- clearing

clean: ## remove the environment and the caches, never the data
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
	  .coverage .coverage.* htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
