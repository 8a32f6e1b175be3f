"""What makes the Checks flag turn: alterations of single cells, and what they do to checks, flags and colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from sop_excel.contract.output_tables import CHECKS_FLAG
from sop_excel.domain.said import catalogue
from tests.hosts.books import Book
from tests.hosts.calc import Calc

OK, CHECK = "OK", "CHECK"
UNCHANGED = "{} unchanged since the solve"
Step = dict[str, Any]
Change = tuple[str, str, float | str]  # table, cell, what is typed over what stood there


@dataclass(frozen=True)
class Seen:
    """What the workbook shows: the result of every check, and of every flag."""

    checks: dict[str, str]
    flags: list[str]


def _in_english(check: str) -> str:
    """What a check of a workbook in another language is called in an English one."""
    for english, said in catalogue("es").sentences.items():
        before, _, after = said.partition("{table}")
        table = check[len(before) : len(check) - len(after)]
        if check == said.replace("{table}", table):
            return english.replace("{table}", table)
    return check


class Workbook:
    """A template in the office, looked at after one change at a time."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.flags = sorted({book.named(CHECKS_FLAG), *_followers(book)})
        self.checks = [_in_english(str(row["Check"])) for row in book.rows("Checks")]

    def look(self) -> list[Step]:
        """The steps that tell what is seen; ``seen`` reads their answers."""
        block = self.book.blocks["Checks"]
        flags = [{"do": "values", "sheet": sheet, "area": cell} for sheet, cell in self.flags]
        return [
            {"do": "recalculate"},
            {"do": "values", "sheet": block.sheet, "area": block.column("Result")},
            *flags,
        ]

    def seen(self, answers: list[Any]) -> Seen:
        """What the answers to ``look`` say."""
        _, results, *flags = answers
        return Seen(dict(zip(self.checks, (row[0] for row in results), strict=True)), [flag[0][0] for flag in flags])

    def typed(self, change: list[Change]) -> list[Step]:
        """The steps that make a change."""
        return [self._put(table, cell, value) for table, cell, value in change]

    def undone(self, change: list[Change]) -> list[Step]:
        """The steps that put back what stood there before."""
        return [self._put(table, cell, self.value(table, cell)) for table, cell, _ in change]

    def walk(self, calc: Calc, stages: list[list[Step]]) -> list[list[Any]]:
        """The answers of each stage, one stage after the other in one document."""
        answers = iter(calc.job(self.book.path, *(step for stage in stages for step in stage)))
        return [[next(answers) for _ in stage] for stage in stages]

    def value(self, table: str, cell: str) -> float | str | None:
        """What the file holds in a cell of a table's sheet."""
        value: float | str | None = self.book.values[self.book.blocks[table].sheet][cell].value
        return value

    def cell(self, table: str, fits: Callable[[Any], bool], header: str = "", **labels: str) -> str:
        """The first data cell of a table whose value fits, in a column, in a row with these labels; "" if none."""
        block = self.book.blocks[table]
        for n, row in enumerate(self.book.rows(table)):
            if all(row[name] == label for name, label in labels.items()):
                for name, value in row.items():
                    if fits(value) and header in ("", name):
                        return block.cell(name, n)
        return ""

    def _put(self, table: str, cell: str, value: float | str | None) -> Step:
        return {"do": "put", "sheet": self.book.blocks[table].sheet, "cell": cell, "value": value}


def _followers(book: Book) -> Iterator[tuple[str, str]]:
    """The flags on other sheets: cells whose formula names the flag."""
    for sheet, cell, text in book.formula_cells():
        if CHECKS_FLAG in text:
            yield sheet, cell


def is_number(value: Any) -> bool:
    """Whether a cell holds a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_text(value: Any) -> bool:
    """Whether a cell holds a text."""
    return isinstance(value, str)


class Colours(HTMLParser):
    """Sheet, text and ground of every cell of a workbook that the office wrote as a web page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: list[tuple[str, str, str]] = []
        self._sheet, self._text, self._ground, self._in = "", "", "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "em"):
            self._in, self._text, self._ground = tag, "", dict(attrs).get("bgcolor") or ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "em" and self._in == "em":
            self._sheet = self._text
        if tag == "td":
            self.cells.append((self._sheet, self._text.strip(), self._ground))


def is_red(ground: str) -> bool:
    """Whether a ground such as ``#FFD9D6`` is a shade of red."""
    red, green, blue = (int(ground[at : at + 2] or "0", 16) for at in (1, 3, 5))
    return red > green + 20 and red > blue + 20
