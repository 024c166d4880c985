# The two commands are `make run` and `make test`; each makes .venv when it is missing or old.
.PHONY: run test check long lock screenshots clean
.DEFAULT_GOAL := run

# The first Python on the PATH that is new enough.
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)

run: .venv/installed
	.venv/bin/python -m emulator

test: .venv/installed check
	@command -v npm >/dev/null 2>&1 && $(MAKE) --no-print-directory inbox/node_modules/.package-lock.json || true
	.venv/bin/python -m pytest --cov -n auto --maxprocesses 4 --dist loadfile

# The long proofs: thousands of histories, four processors on the emulator, every mutant, figures.
long: .venv/installed
	HYPOTHESIS_PROFILE=long .venv/bin/python -m pytest tests/histories tests/faults tests/processor/test_store_timelines.py --timeout 3600
	.venv/bin/python -m tests.mutants
	.venv/bin/python -m benchmarks.hot_spot
	.venv/bin/python -m benchmarks.live_updates

# The pictures in the README, out of the local stack and its samples.
screenshots: .venv/installed
	.venv/bin/python -m tests.browser.screenshots

check: .venv/installed
	.venv/bin/ruff check .
	.venv/bin/ruff format --check --quiet .
	.venv/bin/mypy
	.venv/bin/lint-imports

.venv/installed: requirements-dev.txt pyproject.toml
ifeq ($(PYTHON),)
	@echo "Python 3.11 or later is missing: install it from https://www.python.org/downloads/ or with your system's packages (Debian: apt install python3 python3-venv)." >&2; exit 1
else
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv || { rm -rf .venv; \
	echo "$(PYTHON) cannot make a virtual environment: install its venv module (Debian: apt install python3-venv)." >&2; exit 1; }
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
endif

# For the tests of the front end; those that need them say so where they are missing.
inbox/node_modules/.package-lock.json: inbox/package-lock.json
	npm ci --prefix inbox --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# Rewrites the lock files from pyproject.toml. Needs uv; the files name no host, and pin extras too:
# an older pip takes the newest release for an extra that is not pinned, and finds no hash for it.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-annotate --no-header --no-emit-package openphone-webhooks pyproject.toml
lock:
	$(LOCK) --extra receiver -o requirements-receiver.txt
	$(LOCK) --extra processor -o requirements-processor.txt
	$(LOCK) --extra dev -o requirements-dev.txt

clean:
	rm -rf .venv inbox/node_modules .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
