"""Kinds of chart that came with Excel 2016, such as the waterfall, follow their table as the older ones do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from sop_excel.domain.table import OutputTable, Value
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.fidelity.parts import Parts
from tests.unit.xlsx.books import costs, template_book

SPACE = "http://schemas.microsoft.com/office/drawing/2014/chartex"
CHART = (
    f'<cx:chartSpace xmlns:cx="{SPACE}"><cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:f>{{0}}</cx:f><cx:lvl '
    'ptCount="2"><cx:pt idx="0">Production</cx:pt></cx:lvl></cx:strDim><cx:numDim type="val"><cx:f>{1}</cx:f><cx:lvl '
    'ptCount="2"><cx:pt idx="0">10</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData></cx:chartSpace>'
)
LINES: list[Sequence[Value]] = [costs().rows[0], ["Overtime", 5.0, 0.1], costs().rows[1]]
LONGER = OutputTable("CostSummary", costs().headers, LINES, 3, 0, "Cost")


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts.of(template_book(tmp_path / "template.xlsx"))


def with_chart(parts: Parts, categories: str, numbers: str, sheet: str = "CostSummary") -> None:
    """Put a waterfall on the sheet of a table that has no chart."""
    parts["xl/charts/chartEx1.xml"] = CHART.format(categories, numbers).encode()
    parts["xl/drawings/drawing9.xml"] = b"<wsDr/>"
    parts.relate("xl/drawings/drawing9.xml", "http://schemas.microsoft.com/office/2014/relationships/chartEx",
                 "xl/charts/chartEx1.xml", "rId1")  # fmt: skip
    parts.relate(parts.sheet_of(sheet), "drawing", "xl/drawings/drawing9.xml", "rId9")


def test_its_ranges_follow_and_what_it_remembers_is_dropped(parts: Parts, tmp_path: Path) -> None:
    """A range of another sheet stays, with its values."""
    with_chart(parts, "Costs!$A$6:$A$7", "Plan!$B$6:$B$7")
    book = parts.save(tmp_path / "book.xlsx")
    Workbook.open(book).write([LONGER], book, tmp_path / "template.xlsx")
    text = Parts.of(book)["xl/charts/chartEx1.xml"].decode()
    assert re.findall("<cx:f>(.*?)</cx:f>", text) == ["Costs!$A$6:$A$8", "Plan!$B$6:$B$7"]
    assert text.count("<cx:lvl") == 1


def test_hidden_names_that_stand_for_its_ranges_follow(parts: Parts, tmp_path: Path) -> None:
    """As Excel saves them. A name that no chart here uses is another sheet's matter."""
    with_chart(parts, "_xlchart.v1.0", "_xlchart.v1.1")
    hidden = {
        "_xlchart.v1.0": "Costs!$A$6:$A${0}",
        "_xlchart.v1.1": "Costs!$B$6:$B${0}",
        "_xlchart.v1.2": "Costs!$B$6:$B$7",
    }
    for name, text in hidden.items():
        line = f'<definedName name="{name}" hidden="1">{text.format(7)}</definedName>'
        parts.edit("xl/workbook.xml", "</definedNames>", line)
    book = parts.save(tmp_path / "book.xlsx")
    for output, last in ((LONGER, 8), (costs(), 7)):
        Workbook.open(book).write([output], book, tmp_path / "template.xlsx")
        after = Parts.of(book)
        found = dict(
            re.findall('<definedName name="(_xl[^"]*)" hidden="1">([^<]*)<', after["xl/workbook.xml"].decode())
        )
        assert found == {name: text.format(last) for name, text in hidden.items()}
        assert after["xl/charts/chartEx1.xml"] == parts["xl/charts/chartEx1.xml"]
