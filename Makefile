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

# After a sentence of the program was changed: then fill what is empty in locale/*/LC_MESSAGES/*.po.
.PHONY: words
words:
	pybabel -q extract -k words --omit-header --add-location=file -o digiamen_scan/locale/digiamen.pot digiamen_scan
	pybabel -q update --ignore-pot-creation-date -N -D digiamen -i digiamen_scan/locale/digiamen.pot -d digiamen_scan/locale
	sed -i -E '/^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Plural-Forms|Generated-By):|^"n%/d' digiamen_scan/locale/*/LC_MESSAGES/digiamen.po
