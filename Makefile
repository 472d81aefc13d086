# oscbridge: `make demo` shows it, `make test` proves it; each does all set-up by itself.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= out

.PHONY: help demo run test test-clients test-page test-daw test-cluster test-faults fuzz lint audit format bench soak docs release setup clean

help: ## show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: setup ## the whole loop on this machine: a face in, its emotion back, phrases played and saved
	$(BIN)/oscbridge demo --out $(OUT)

run: setup ## start the daemon with the default settings
	$(BIN)/oscbridge run

test: setup ## run all tests
	$(BIN)/python -m pytest

FUZZ_SECONDS ?= 60
fuzz: setup ## look for inputs that break what reads from outside, a minute each (FUZZ_SECONDS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev,fuzz]'
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

test-page: setup ## run the tests of the page in a real browser (Chromium must be there)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt playwright
	$(BIN)/python -m pytest tests/web

test-clients: setup ## the clients' tests, SuperCollider's too (70 MB to download, 235 MB on disk)
	@OSCBRIDGE_WANTED_TOO="sclang:supercollider-language" scripts/system-packages $(PYTHON)
	$(BIN)/python -m pytest tests/clients

test-daw: setup ## a real Ardour, without its window, records the port (19 MB to download)
	@OSCBRIDGE_WANTED_TOO="ardour7-lua:ardour" scripts/system-packages $(PYTHON)
	$(BIN)/python -m pytest -m daw tests/daw

test-cluster: setup ## two rooms on a Ray cluster of several nodes (80 MB to download, 240 MB on disk)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev,cluster]'
	$(BIN)/python -m pytest -m cluster tests/cluster

test-faults: setup ## break a show in every way (some need root); what was measured goes to OUT
	@mkdir -p $(OUT)
	OSCBRIDGE_FAULTS=$(OUT)/faults.jsonl $(BIN)/python -m pytest -m "faults or not faults" tests/faults

lint: setup ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

audit: setup ## look for known holes in the locked packages (asks PyPI) and for unsafe calls in the code
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check \
		'bandit[toml]' pip-audit
	$(VENV)/audit/bin/bandit --quiet --configfile pyproject.toml --recursive oscbridge
	$(VENV)/audit/bin/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip

format: setup ## put the code into the project's style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## measure speed and memory (several minutes; a quiet machine helps)
	$(BIN)/oscbridge bench

SOAK_SECONDS ?= 3600
soak: setup ## an hour of show (SOAK_SECONDS, up to 86400): a table and a plot into OUT
	@mkdir -p $(OUT)
	$(BIN)/oscbridge bench soak --seconds $(SOAK_SECONDS) --log $(OUT)/soak.jsonl --out $(OUT)/soak.json
	$(BIN)/python -m oscbridge.bench.soak_report $(OUT)/soak.jsonl --plot $(OUT)/soak.png

docs: setup ## write what is generated: default config, OSC reference, patches and clients
	$(BIN)/python -m oscbridge.config
	$(BIN)/python -m oscbridge.osc.reference
	$(BIN)/python -m oscbridge.patches

release: setup ## build wheel and source archive into dist/, and try the wheel in a fresh place
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt build twine
	scripts/release $(BIN)/python

setup: $(VENV)/.ready ## virtual environment and packages

$(VENV)/.ready: pyproject.toml constraints.txt scripts/system-packages
	@test -n "$(PYTHON)" || { echo "oscbridge needs Python 3.11 or newer; none was found" >&2; exit 1; }
	@scripts/system-packages $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev]'
	@touch $@

clean: ## remove what was built here
	rm -rf $(VENV) $(OUT) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
