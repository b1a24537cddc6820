# Two commands: `make demo` and `make test`. Everything else serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export SCORECARDS_HOME ?= warehouse
export DBT_PROFILES_DIR := $(CURDIR)

.PHONY: demo test lint lock install clean bench

demo: install
	@$(BIN)/scorecards demo

# The demo centre of the tests has a home of its own; what BI reads is not touched.
test: export SCORECARDS_HOME = .make/test
test: export SCORECARDS_TEST_HOME = .make/test
test: install lint
	@echo "== the demo centre: land, check, build, publish"
	@$(BIN)/scorecards demo
	@echo "== dbt build, as an analyst runs it, unit tests included"
	@$(BIN)/dbt --quiet build
	@echo "== pytest"
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: install
	@echo "== lint"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/sqlfluff lint models tests/rules tests/generic --processes 2 --disable-progress-bar

bench: install
	@$(BIN)/python -m bench $(BENCH)

install: $(VENV)/.installed

# The stamp holds what was installed: a changed lock or Python makes a new one.
$(VENV)/.installed: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) is missing. Install Python 3.11 or newer, or call make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: $$($(PYTHON) --version) is too old; 3.11 or newer is needed. Call make PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "make: this Python has no venv module. On Debian: apt-get install python3-venv."; exit 1; }
	@echo "Installing what requirements.lock pins into $(VENV) (once; a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Needs uv (pip install uv). Writes versions and hashes, and no index address.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  --quiet requirements.in -o requirements.lock

clean:
	rm -rf $(VENV) warehouse target logs
