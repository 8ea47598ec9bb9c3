PYTHON ?= python

.PHONY: check lint types layers test
check: lint types layers test

lint:
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .

types:
	$(PYTHON) -m mypy
	$(PYTHON) -m pyright

layers:
	lint-imports

test:
	$(PYTHON) -m pytest
