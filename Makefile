# Everything sets itself up: packaging/bootstrap.sh makes .venv and asks for what the system lacks.

PYTHON_ENV := .venv/bin/python
ARGS ?=
OUT ?= out
# Held to one version, so that two people's locks differ only where packages do.
UV := uv==0.13.9
COMPILE := $(PYTHON_ENV) -m uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

.PHONY: help demo run test check bench lock sounds

help:
	@echo "make demo    a booth's shift on real input; results under out/"
	@echo "make run     the console (ARGS=... are passed on)"
	@echo "make test    all tests (ARGS=... are passed on)"
	@echo "make check   lint, format, types and import rules"
	@echo "make bench   the measured figures"
	@echo "make lock    the lock files anew, from pyproject.toml"
	@echo "make sounds  the sounds anew, from packaging/make_sounds.py"

demo:
	@packaging/bootstrap.sh demo
	@$(PYTHON_ENV) run_station.py demo --out $(OUT) $(ARGS)

run:
	@packaging/bootstrap.sh run
	@$(PYTHON_ENV) run_station.py $(ARGS)

test:
	@packaging/bootstrap.sh test
	@$(PYTHON_ENV) tests/run.py $(ARGS)

check:
	@packaging/bootstrap.sh test
	$(PYTHON_ENV) -m ruff check .
	$(PYTHON_ENV) -m ruff format --check .
	$(PYTHON_ENV) -m mypy --strict station
	$(PYTHON_ENV) -m pytest -q tests/test_architecture.py

bench:
	@packaging/bootstrap.sh test
	@$(PYTHON_ENV) tests/benchmarks/run.py $(ARGS)

lock:
	@packaging/bootstrap.sh run
	@$(PYTHON_ENV) -m pip install --quiet --disable-pip-version-check $(UV)
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra dev --constraints requirements.lock --output-file requirements-dev.lock

sounds:
	@packaging/bootstrap.sh run
	@$(PYTHON_ENV) packaging/make_sounds.py resources/sounds
