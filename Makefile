# Two commands set everything up: `make demo` and `make test`. Python 3.11 or newer, git and make must be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MINIMUM := $(VENV)/minimum
PANDAS3 := $(VENV)/pandas3
CORE_ALONE := $(VENV)/core
CORE_OLDEST := $(VENV)/core-oldest
INSTALLED := $(CORE_ALONE) $(CORE_OLDEST)
PYTHONS ?= python3.12 python3.13
BENCH := $(VENV)/bench
CORE := tests/golden tests/instances tests/functions tests/unit/model tests/excel/test_same_plan.py \
  tests/unit/test_cli.py tests/unit/test_export.py tests/unit/test_verify.py
INSTALL := -m pip --disable-pip-version-check install --quiet
CHECKS := $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports
CHECKED = $(VENV)/checked.txt
LEFT_OUT := $(if $(CI),,-m "not exhaustive")
COMPILE := uv pip compile --universal --python-version 3.11 --quiet --generate-hashes --no-emit-index-url \
  --custom-compile-command "make lock"

unexport PYTHONDONTWRITEBYTECODE # each of a thousand processes would compile all of it again
BILL := --pyproject pyproject.toml --mc-type application --spec-version 1.6 --output-reproducible --no-validate  # what comes of both is
BOM = dist/sop-excel-$$($(BIN)/python -c "import sop_excel; print(sop_excel.__version__)").cdx.json

.PHONY: demo test test-all test-minimum test-minimal-install test-pythons test-pandas3 check bench bench-guard templates \
  docs site sbom addin pictures lock clean

demo: $(READY)  ## plan the single-product template and show the answer
	@mkdir -p demo
	@rm -f demo/single.xlsx demo/planned.xlsx
	$(BIN)/sop-excel new single demo/single.xlsx
	$(BIN)/sop-excel optimize demo/single.xlsx -o demo/planned.xlsx

test: $(READY)  ## all checks and each kind of test, on every processor; in continuous integration all tests
	@{ $(CHECKS); } >$(CHECKED) 2>&1 & checks=$$!; \
	$(BIN)/pytest --numprocesses auto --durations 25 $(LEFT_OUT); tests=$$?; \
	wait $$checks || { cat $(CHECKED); exit 1; }; exit $$tests

test-all: LEFT_OUT :=
test-all: test  ## all checks and all tests, as in continuous integration

test-minimum: $(MINIMUM)/.ready  ## the core of the tests with the oldest versions that pyproject allows
	$(MINIMUM)/bin/python -m pytest --numprocesses auto $(CORE)

test-minimal-install: $(READY) $(INSTALLED:%=%/.ready)  ## the core alone, with its newest and its oldest versions
	SOP_EXCEL_INSTALLED="$(INSTALLED)" $(BIN)/pytest tests/installed/bare.py

test-pythons: $(PYTHONS:%=$(VENV)/core-%/.ready)  ## the same with other Pythons, such as PYTHONS="python3.12 python3.13"
	SOP_EXCEL_INSTALLED="$(PYTHONS:%=$(VENV)/core-%)" $(BIN)/pytest tests/installed/bare.py

test-pandas3: $(PANDAS3)/.ready  ## what hands tables to pandas, with pandas 3, which the library of forecasts does not allow
	PYTHONPATH=$(PANDAS3) $(BIN)/python -m pytest tests/unit/model/test_solve.py tests/unit/test_pandas.py tests/unit/analysts

check: $(READY)  ## style, types, layers, without running anything
	$(CHECKS)

bench: $(BENCH)/.ready  ## speed and memory beside five peers in the same run: bench/results.csv, a chart, and the pages that show them
	$(BENCH)/bin/python -m tests.benchmarks --into bench

bench-guard: $(READY)  ## whether our engine has become slower in proportion to plain highspy in the same run
	$(BIN)/python -m tests.benchmarks.guard

templates: $(READY)  ## rebuild the template workbooks from the schema
	$(BIN)/python -m templates.make templates

docs: $(READY)  ## rewrite what the documentation takes from the code
	$(BIN)/python -m docs.make

site: $(READY)  ## build the site of the documentation into site/, without the network; any link to nowhere ends it
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

pictures: $(READY)  ## draw every sheet of every template and of a solved workbook (LibreOffice, poppler)
	$(BIN)/python -m tests.pictures pictures

addin: $(READY)  ## rebuild the Excel add-in's file from its sources, and the text that its test expects of xlwings
	$(BIN)/python -m sop_excel.hosts.addin.wrappers
	$(BIN)/sop-excel addin build -o addin/excel/sop_excel.xlam --force
	$(BIN)/python -m tests.excel.test_udfs

$(VENV):  # in which the others stand too, and which may be made beside it
	@mkdir -p $@

$(READY): pyproject.toml requirements.lock | $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(INSTALL) --require-hashes --requirement requirements.lock
	$(BIN)/python $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(MINIMUM)/.ready: requirements-minimum.lock | $(VENV)
	$(PYTHON) -m venv $(MINIMUM)
	$(MINIMUM)/bin/python $(INSTALL) --require-hashes --requirement requirements-minimum.lock
	@touch $@

$(CORE_ALONE)/.ready: requirements-core.lock | $(VENV)
	$(PYTHON) -m venv $(CORE_ALONE)
	$(CORE_ALONE)/bin/python $(INSTALL) --require-hashes --requirement requirements-core.lock
	@touch $@

$(CORE_OLDEST)/.ready: requirements-core-minimum.lock | $(VENV)
	$(PYTHON) -m venv $(CORE_OLDEST)
	$(CORE_OLDEST)/bin/python $(INSTALL) --require-hashes --requirement requirements-core-minimum.lock
	@touch $@

$(VENV)/core-%/.ready: requirements-core.lock | $(READY)
	$* -m venv $(@D)
	$(@D)/bin/python $(INSTALL) --require-hashes --requirement requirements-core.lock
	@touch $@

$(BENCH)/.ready: requirements-bench.lock
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python $(INSTALL) --require-hashes --requirement requirements-bench.lock
	@touch $@

$(PANDAS3)/.ready: requirements-pandas3.lock | $(READY)
	$(BIN)/python $(INSTALL) --require-hashes --no-deps --target $(PANDAS3) --requirement requirements-pandas3.lock
	@touch $@

sbom: $(READY)  ## dist/sop-excel-VERSION.cdx.json: what a planner's installation holds, with hashes and licences, as CycloneDX
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements-run.lock $(BILL) --output-file $(BOM)
	$(BIN)/cyclonedx-py environment $(BIN)/python $(BILL) --output-file dist/installed.json
	$(BIN)/python -m docs.make.bill $(BOM) dist/installed.json
	@rm dist/installed.json

lock: $(READY)  ## pin the newest versions that pyproject allows, for work on it, for its use and to measure it; and the oldest ones
	$(BIN)/python $(INSTALL) uv
	$(BIN)/$(COMPILE) pyproject.toml --extra dev --upgrade --output-file requirements.lock
	$(BIN)/$(COMPILE) pyproject.toml --constraints requirements.lock --output-file requirements-core.lock
	echo "hatchling" | $(BIN)/$(COMPILE) pyproject.toml - --extra excel --constraints requirements.lock --output-file requirements-run.lock
	echo "hatchling" | $(BIN)/$(COMPILE) pyproject.toml - --extra excel --extra forecast --constraints requirements.lock --output-file requirements-forecast.lock
	$(BIN)/$(COMPILE) pyproject.toml --extra bench --constraints requirements.lock --output-file requirements-bench.lock
	echo "pandas>=3" | $(BIN)/$(COMPILE) - --no-deps --upgrade --output-file requirements-pandas3.lock
	$(BIN)/$(COMPILE) pyproject.toml --extra dev --resolution lowest-direct --upgrade --output-file requirements-minimum.lock
	$(BIN)/$(COMPILE) pyproject.toml --resolution lowest-direct --upgrade --output-file requirements-core-minimum.lock

clean:
	rm -rf $(VENV) demo build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
