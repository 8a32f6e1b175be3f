"""The Checks flag turns red when a cell of the plan or of the inputs is altered after the solve, and only then."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sop_excel.contract.input_tables import PUBLISHED_PLAN
from sop_excel.contract.schema import INPUT_TABLES
from tests.hosts.books import Book, templates
from tests.hosts.calc import Calc, needs_calc
from tests.hosts.flags import CHECK, OK, UNCHANGED, Change, Colours, Seen, Step, Workbook, is_number, is_red, is_text

pytestmark = [pytest.mark.host, needs_calc]

# What was published is no input of these plans, in which a change has no price.
INPUTS = [table.name for table in INPUT_TABLES if not table.later and table is not PUBLISHED_PLAN]
WATCHED = [*INPUTS, "Plan"]
JUDGED = ("multi_product_full", "es/multi_product_full")  # which have every table, one of each language


@pytest.fixture(
    scope="module", params=[book for book in templates() if book.name in JUDGED], ids=lambda book: book.name
)
def workbook(request: pytest.FixtureRequest) -> Workbook:
    book: Book = request.param
    return Workbook(book)


def input_changes(workbook: Workbook, table: str) -> list[list[Change]]:
    """A number made greater, a text made longer, a blank cell filled: those of the three for which there is a cell."""
    number, text = workbook.cell(table, is_number), workbook.cell(table, is_text)
    blank = workbook.cell(table, lambda value: value is None)
    changes: list[list[Change]] = []
    if number:
        changes.append([(table, number, float(workbook.value(table, number) or 0.0) + 1.0)])
    if text:
        changes.append([(table, text, f"{workbook.value(table, text)}x")])
    if blank:
        changes.append([(table, blank, 1.0)])
    return changes


def plan_changes(workbook: Workbook) -> dict[str, list[Change]]:
    """What a person may do to the outputs, and the check that must see it."""
    made = workbook.cell("Plan", lambda value: is_number(value) and value > 0, Measure="Production")
    total = workbook.cell("Plan", is_number, "Total", Measure="Production")
    kept = workbook.cell("Plan", lambda value: is_number(value) and value > 0, Measure="Inventory")
    label = workbook.cell("Plan", is_text, "Measure")
    cost = workbook.cell("CostSummary", is_number, "Amount", Cost="Production")
    whole = workbook.cell("CostSummary", is_number, "Amount", Cost="Total cost")
    direct = workbook.cell("ProductSummary", is_number, "Direct cost")
    return {
        UNCHANGED.format("Plan"): [("Plan", made, 7.0)],
        UNCHANGED.format("Plan") + " ": _swapped(workbook, "Plan", made, kept),
        "Units in are units out": [("Plan", total, 1.0)],
        "Units in are units out ": [("Plan", label, "Demand, altered")],
        "Cost lines add up to the total": [("CostSummary", cost, 1.0)],
        "Cost is proved: gap to the lower bound": [("CostSummary", whole, 1e7)],
        "Products add up to the total cost": [("ProductSummary", direct, 1.0)],
    }


def _swapped(workbook: Workbook, table: str, one: str, other: str) -> list[Change]:
    """Two numbers change places, so that count and sum stay as they are."""
    first, second = workbook.value(table, one), workbook.value(table, other)
    assert is_number(first)
    assert is_number(second)
    assert first != second
    return [(table, one, second or 0.0), (table, other, first or 0.0)]


def harmless(workbook: Workbook) -> list[Step]:
    """Another number format on a red ground for every cell of a table, and one of its numbers typed again."""
    steps: list[Step] = []
    for table in WATCHED:
        block = workbook.book.blocks[table]
        area = f"{block.cell(block.headers[0])}:{block.cell(block.headers[-1], block.rows - 1)}"
        steps.append({"do": "number format", "sheet": block.sheet, "area": area, "code": "0.0000"})
        number = workbook.cell(table, is_number)
        steps += workbook.undone([(table, number, 0.0)] if number else [])
    return steps


def moved(workbook: Workbook) -> list[Step]:
    """Three rows above every watched table, another name for its sheet, and a look at where all is now."""
    names = {workbook.book.blocks[table].sheet: f"My {table}" for table in WATCHED}
    steps: list[Step] = []
    for sheet, name in names.items():
        steps.append({"do": "insert rows", "sheet": sheet, "row": 2, "count": 3})
        steps.append({"do": "rename", "sheet": sheet, "name": name})
    for step in workbook.look():
        is_moved = step.get("sheet") in names
        steps.append({**step, "sheet": names[step["sheet"]], "area": _lower(step["area"], 3)} if is_moved else step)
    return steps


def _lower(cell: str, rows: int) -> str:
    """Where a cell is after rows were put in below the second one."""
    letters = cell.rstrip("0123456789")
    number = int(cell[len(letters) :])
    return f"{letters}{number + rows if number > 2 else number}"


@dataclass(frozen=True)
class Story:
    """One workbook through all changes: what was seen after the solve, after each change, and after harmless ones."""

    solved: Seen
    altered: dict[str, list[tuple[list[Change], Seen]]]
    dressed: Seen
    moved: Seen
    pages: dict[str, str]


@pytest.fixture(scope="module")
def story(workbook: Workbook, calc: Calc, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Every change undone before the next, in one document."""
    look, page = workbook.look(), {"do": "web page", "target": str(tmp_path_factory.mktemp("page") / "page.html")}
    wanted = {UNCHANGED.format(table): input_changes(workbook, table) for table in INPUTS}
    for check, change in plan_changes(workbook).items():
        wanted.setdefault(check.strip(), []).append(change)
    changes = [(check, change) for check, several in wanted.items() for change in several]
    red = wanted[UNCHANGED.format("Plan")][0]
    stages = [[*look, page]]
    for _, change in changes:
        stages += [workbook.typed(change), look, workbook.undone(change)]
    stages += [[*workbook.typed(red), {"do": "recalculate"}, page], workbook.undone(red)]
    stages += [harmless(workbook), look, moved(workbook)]
    (*solved, green_page), *rest = workbook.walk(calc, stages)
    altered: dict[str, list[tuple[list[Change], Seen]]] = {}
    for (check, change), answers in zip(changes, rest[1::3], strict=False):
        altered.setdefault(check, []).append((change, workbook.seen(answers)))
    (*_, red_page), _, _, dressed, last = rest[3 * len(changes) :]
    pages = {OK: green_page, CHECK: red_page}
    return Story(workbook.seen(solved), altered, workbook.seen(dressed), workbook.seen(last[-len(look) :]), pages)


def test_every_check_is_green_after_the_solve(story: Story) -> None:
    """And so is every flag; every input table is watched, and the plan."""
    assert set(story.solved.checks.values()) == {OK}
    assert set(story.solved.flags) == {OK}
    assert set(story.solved.checks) >= set(map(UNCHANGED.format, WATCHED))


@pytest.mark.parametrize("table", INPUTS)
def test_an_input_that_changed_after_the_solve_turns_its_check_and_every_flag(table: str, story: Story) -> None:
    """Whether a number, a text or a filled blank; no other input's check turns."""
    check = UNCHANGED.format(table)
    assert story.altered[check]
    for change, seen in story.altered[check]:
        turned = [name for name, result in seen.checks.items() if result == CHECK and "unchanged" in name]
        assert turned == [check], change
        assert set(seen.flags) == {CHECK}, change


def test_an_output_altered_by_hand_turns_its_check_and_every_flag(story: Story) -> None:
    """A number of the plan, two that change places, a total, a label, a cost."""
    outputs = {check: changes for check, changes in story.altered.items() if check not in map(UNCHANGED.format, INPUTS)}
    assert sum(map(len, outputs.values())) == 7
    for check, changes in outputs.items():
        for change, seen in changes:
            assert seen.checks[check] == CHECK, change
            assert set(seen.flags) == {CHECK}, change


def test_other_formats_and_values_typed_again_leave_the_flag_green(story: Story) -> None:
    """In every watched table."""
    assert set(story.dressed.checks.values()) == {OK}
    assert set(story.dressed.flags) == {OK}


def test_other_sheet_names_and_moved_tables_leave_the_flag_green(story: Story) -> None:
    """In every watched table."""
    assert set(story.moved.checks.values()) == {OK}
    assert set(story.moved.flags) == {OK}


@pytest.mark.parametrize("word", [OK, CHECK])
def test_check_stands_on_red_and_ok_does_not(word: str, workbook: Workbook, story: Story) -> None:
    """By the conditional format that the office applies: in table Checks, and in every flag."""
    cells = Colours(story.pages[word]).cells
    assert {sheet for sheet, _ in workbook.flags} <= {sheet for sheet, text, _ in cells if text == word}
    assert [(sheet, ground) for sheet, text, ground in cells if text == CHECK and not is_red(ground)] == []
    assert [(sheet, ground) for sheet, text, ground in cells if text == OK and (not ground or is_red(ground))] == []
