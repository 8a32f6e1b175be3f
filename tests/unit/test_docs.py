"""What the documentation says is what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest

import sop_excel as package
from sop_excel.contract import schema
from sop_excel.contract.demand_tables import DEMAND_FORMS
from sop_excel.contract.life_tables import LIFE_FORMS
from sop_excel.functions import FUNCTIONS
from sop_excel.functions.function_reference import reference as functions_reference
from sop_excel.own_places import HOME, KEEP_COPIES, KEEP_RUNS
from sop_excel.sheets.table_reference import reference
from sop_excel.shipped import TEMPLATES
from templates.make.ship import ship
from tests.commands import sop_excel, sop_excel_process

ROOT = Path(__file__).parents[2]
README, WORKBOOK, EXCEL, ANALYSTS = (
    (ROOT / page).read_text(encoding="utf-8")
    for page in ("README.md", "docs/workbook.md", "docs/excel.md", "docs/analysts.md")
)
MOST_WORDS = 900  # of the README, code and tables included


def blocks(language: str, page: str = README) -> list[str]:
    """The fenced blocks of a page in that language."""
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_the_reference_of_tables_is_written_from_the_schema() -> None:
    """``make docs`` brings it up to date."""
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == reference()


def test_the_reference_has_every_table_that_a_command_writes_with_the_units_of_its_columns() -> None:
    """Those before the plan and of what becomes of it too; a wide one says what its rows hold."""
    page = reference()
    for form in (*schema.OUTPUT_FORMS, *DEMAND_FORMS, *LIFE_FORMS):
        told = page.split(f"### `{form.name}`\n")[1].split("\n#")[0]
        amounts = [column for column in form.columns if column.unit == "money"]
        missing = [one.name for one in (*amounts, *form.measures) if f"{one.name} ({one.unit})" not in told]
        assert missing == []


def test_the_reference_of_functions_is_written_from_their_declarations() -> None:
    """``make docs`` brings it up to date."""
    assert (ROOT / "docs" / "functions.md").read_text(encoding="utf-8") == functions_reference()


def test_every_worksheet_function_stands_in_the_page_on_excel_with_its_first_arguments() -> None:
    """And none that there is not; the arguments are required ones in their order."""
    told = re.findall(r"^\| `=(\w+)\((.*?)(?:, )?\.\.\.\)` \|", EXCEL, re.MULTILINE)
    assert [name for name, _ in told] == [function.name for function in FUNCTIONS]
    for name, arguments in told:
        function = next(one for one in FUNCTIONS if one.name == name)
        required = [one.name for one in function.arguments if one.required]
        assert arguments in ("", ", ".join(required))


def test_the_commands_of_the_readme_run_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in the same empty folder, each with exit 0."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    monkeypatch.delenv(KEEP_RUNS)
    monkeypatch.delenv(KEEP_COPIES)
    messy_book(tmp_path / "mine.xlsx")
    lines = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    commands = [line for line in lines if line.startswith("sop-excel")]
    assert len(commands) == 15
    for command in commands:
        ran = sop_excel_process(*shlex.split(command)[1:])
        assert ran.status == 0, (command, ran.err)


def messy_book(path: Path) -> None:
    """A planner's own file: titles, other headers, numbers as texts, a total."""
    book = openpyxl.Workbook()
    costs = book.active
    costs.title = "Kosten"
    for row in (["Kostenblatt"], [], ["Artikelnummer", "Herstellkosten", "Lagerkosten"], ["4711", "10,50 €", "0,80 €"]):
        costs.append(row)
    demand = book.create_sheet("Bedarf")
    demand.append(["Artikelnummer", "Jan 2026", "Feb 2026", "Gesamt"])
    for cells in (
        ["Artikelnummer", "Jan 2026", "Feb 2026", "Gesamt"],
        ["4711", 100, 120, 220],
        ["Gesamt", 100, 120, 220],
    ):
        demand.append(cells)
    book.save(path)


def test_the_python_of_the_documents_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Block after block in one session, on a template under the name that it uses; and says what stands there."""
    monkeypatch.chdir(tmp_path)
    Path("plan.xlsx").write_bytes((ROOT / TEMPLATES["multi"]).read_bytes())
    names: dict[str, object] = {}
    for block in blocks("python", ANALYSTS):
        exec(block, names)  # noqa: S102 - our own document
    assert getattr(names["plan"], "total_cost", None) == 2128139.0
    said = capsys.readouterr().out
    assert said.startswith("optimal 5706.0 5706.0\n")
    assert blocks("text", ANALYSTS)[0] in said
    assert "infeasible ('Raise capacity of Factory in " in said
    assert list(dict.fromkeys(names["costs"])) == ["base", "More", "And dear"]  # type: ignore[call-overload]
    row = next(line for line in README.splitlines() if line.startswith("| Python |"))
    assert set(re.findall(r"`(\w+)`", row)) <= set(package.__all__)


def test_the_end_of_the_demo_is_what_the_readme_shows(tmp_path: Path) -> None:
    """Costs, proof and file; the solver's version may be another."""
    book = tmp_path / "plan.xlsx"
    book.write_bytes((ROOT / TEMPLATES["single"]).read_bytes())
    ran = sop_excel("optimize", book, "-o", tmp_path / "planned.xlsx")
    shown = next(block for block in blocks("text") if "Total cost" in block)
    costs, proof = shown.split("\n\n")
    assert costs in ran.out
    assert proof.split("HiGHS")[0] in ran.out


def test_every_output_table_and_exit_status_stands_in_the_documents() -> None:
    """And no table that there is not."""
    told = re.findall(
        r"^\| `(\w+)` \|", WORKBOOK.split("## What is written")[1].split("## What is never")[0], re.MULTILINE
    )
    assert told == [form.name for form in schema.OUTPUT_FORMS]
    assert re.findall(r"^\| (\d) \|", ANALYSTS, re.MULTILINE) == ["0", "2", "3", "1"]


def test_the_products_of_the_documents_are_columns_of_the_schema() -> None:
    """Every column that its table of Products names."""
    table = WORKBOOK.split("| Products |")[1].split("`Demand` has")[0]
    named = re.findall(r"`([A-Z][a-z ]+)`", table)
    assert named
    assert set(named) <= {column.name for column in schema.PRODUCTS.columns}


def test_the_shipped_templates_are_those_that_the_schema_gives(tmp_path: Path) -> None:
    """Building again, and solving again, gives the committed bytes; ``make templates`` brings them up to date."""
    for built in ship(tmp_path):
        assert built.read_bytes() == (ROOT / "templates" / built.name).read_bytes(), built.name


def test_the_json_object_of_the_documents_has_the_keys_that_the_command_prints(tmp_path: Path) -> None:
    """In their order."""
    book = tmp_path / "plan.xlsx"
    book.write_bytes((ROOT / TEMPLATES["single"]).read_bytes())
    told = re.findall(r"`(\w+)`", ANALYSTS.split("`--json` prints one object: ")[1].split("without a plan")[0])
    keys = list(sop_excel("optimize", book, "--json").answer)
    assert [name for name in told if name in keys] == keys


def test_the_readme_is_short() -> None:
    """A planner reads it to the end."""
    assert len(README.split()) <= MOST_WORDS


def test_every_link_of_the_documents_leads_to_something() -> None:
    """To a file of the project, and to a heading of it where it names one."""
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "templates" / "README.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
    for page in pages:
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if "://" in link:
                continue
            name, _, heading = link.partition("#")
            target = page.parent / name if name else page
            assert target.exists(), (page.name, link)
            titles = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE) if heading else []
            anchors = [re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles]
            assert not heading or heading in anchors, (page.name, link)


def test_every_make_target_that_the_documents_name_exists() -> None:
    """In README and CONTRIBUTING."""
    text = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make (demo|test|check|bench|templates|docs|site|addin|pictures)", text)) <= targets
