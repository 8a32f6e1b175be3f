# Two commands set everything up: `make demo` and `make test`. Python 3.11 or newer, git and make must be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check bench templates docs addin pictures lock clean

demo: $(READY)  ## plan the single-product template and show the answer
	@mkdir -p demo
	@rm -f demo/plan.xlsx demo/planned.xlsx
	$(BIN)/sop-excel new single demo/plan.xlsx
	$(BIN)/sop-excel optimize demo/plan.xlsx -o demo/planned.xlsx

test: $(READY) check  ## all checks and all tests
	$(BIN)/pytest

check: $(READY)  ## style, types, layers, without running anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## speed and memory of whole commands, as ratios against a peer in the same run
	$(BIN)/python -m tests.benchmarks

templates: $(READY)  ## rebuild the template workbooks from the schema
	$(BIN)/python -m sop_excel.hosts.ship templates

docs: $(READY)  ## rewrite what the documentation takes from the code
	$(BIN)/python -m sop_excel.sheets.document > docs/tables.md
	$(BIN)/python -m sop_excel.functions.document > docs/functions.md

pictures: $(READY)  ## draw every sheet of every template and of a solved workbook (LibreOffice, poppler)
	$(BIN)/python -m tests.pictures pictures

addin: $(READY)  ## rebuild the Excel add-in's file from its sources
	$(BIN)/python -m sop_excel.hosts.addin.wrappers
	$(BIN)/sop-excel addin build -o addin/excel/sop_excel.xlam --force

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

lock: $(READY)  ## pin the newest versions that pyproject allows
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --quiet --upgrade \
	  --no-emit-index-url --custom-compile-command "make lock" -o requirements.lock

clean:
	rm -rf $(VENV) demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
