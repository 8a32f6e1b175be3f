"""What products are called in words: read from table Products, and told wherever a product is named to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from sop_excel.domain.product_descriptions import called
from sop_excel.domain.table import ErrorValue, OutputTable, Table, Value
from sop_excel.planning import Options, plan_tables
from sop_excel.sheets.run_info import Stamp
from tests.tables import day, errors_of, read, small_book, table, warnings_of

LONG = "very long " * 20
OPTIONS = Options(stamp=Stamp("run", "2026-01-01 00:00:00+00:00", 0.0))


def described(*descriptions: Value, header: str = "Description") -> dict[str, Table]:
    """Products A and B with these descriptions, which share a line that is full."""
    rows = [[code, text, 5.0, 1.0] for code, text in zip("AB", descriptions, strict=True)]
    return small_book(
        table("Products", ["Product", header, "Production cost", "Holding cost"], *rows),
        table("Resources", ["Resource", "Capacity"], ["Line", 24.0]),
        table("Routings", ["Product", "Resource", "Usage"], ["A", "Line", 1.0], ["B", "Line", 1.0]),
    )


def outputs(tables: Mapping[str, Table]) -> dict[str, OutputTable]:
    """The output tables of a plan, without the seconds that it took."""
    found = {output.name: output for output in plan_tables(tables, OPTIONS).outputs}
    info = found["RunInfo"]
    return {
        **found,
        "RunInfo": replace(info, rows=[row for row in info.rows if row[0] not in ("Seconds", "Input hash")]),
    }


class TestReading:
    """It is an input column like any text, but for that a cell of it never stands in the way of a plan."""

    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            (" Garden hose  20 m\n(green) ", "Garden hose 20 m (green)"),
            (20.0, "20"),
            (day(2026, 3, 15), "2026-03-15"),
            ("=A1+1", "=A1+1"),
            (LONG, LONG.strip()),
        ],
    )
    def test_whatever_a_cell_holds_is_read_as_text_on_one_line(self, cell: Value, text: str) -> None:
        assert read(described(cell, None)).descriptions == (text, "")

    @pytest.mark.parametrize("blank", [None, "", "  "])
    def test_a_column_without_any_is_none(self, blank: Value) -> None:
        assert read(described(blank, None)).descriptions == ()

    @pytest.mark.parametrize(("header", "is_read"), [("DESCRIPTION", True), ("Descripción", True), ("Own text", False)])
    def test_it_is_found_by_its_header_in_any_case_and_in_other_languages(self, header: str, is_read: bool) -> None:
        assert bool(read(described("Hose", "Reel", header=header)).descriptions) == is_read

    @pytest.mark.parametrize("cell", [ErrorValue("#N/A"), True])
    def test_a_cell_that_holds_no_text_is_blank_and_told(self, cell: Value) -> None:
        """A lookup that finds nothing is no reason to have no plan; in column Group it is an error."""
        tables = described(cell, "Reel")
        assert errors_of(tables) == []
        assert read(tables).descriptions == ("", "Reel")
        assert (
            len([line for line in warnings_of(tables) if "Products!B2: Products[Description]: expected a" in line]) == 1
        )
        assert len(errors_of(described(cell, "Reel", header="Group"))) == 1

    def test_a_row_of_nothing_else_is_no_product(self) -> None:
        """As a remark below the products; with a cost beside it, a code is missing."""
        products = ["Product", "Description", "Production cost"]
        known: list[list[Value]] = [["A", "Hose", 5.0], ["B", "Reel", 5.0]]
        assert errors_of(small_book(table("Products", products, *known, [None, "as of March", None]))) == []
        assert len(errors_of(small_book(table("Products", products, *known, [None, "as of March", 1.0])))) == 1


class TestOutputs:
    """Where there is room for a column there is one, elsewhere it stands beside the code."""

    def test_the_summary_has_it_last_and_a_blank_one_stays_blank(self) -> None:
        summary = outputs(described("Hose", None))["ProductSummary"]
        assert summary.headers[-2:] == ("Direct cost", "Description")
        assert [row[-1] for row in summary.rows] == ["Hose", None, None]

    def test_without_descriptions_nothing_is_other_than_without_the_column(self) -> None:
        plain = small_book()
        blank = {**plain, "Products": described(None, None)["Products"]}
        without = {**plain, "Products": described(None, None, header="Own text")["Products"]}
        found, wanted = outputs(blank), outputs(without)
        assert found["ProductSummary"].headers[-1] == "Direct cost"
        for name in ("Plan", "ProductSummary", "ProductChart", "Explanation", "CapacityUse"):
            assert found[name] == wanted[name], name

    def test_the_chart_names_code_and_description_as_far_as_there_is_room(self) -> None:
        chart = outputs(described("Hose", LONG))["ProductChart"]
        assert [row[0] for row in chart.rows[:2]] == ["A  Hose", "B  very long very long very l…"]
        assert len(str(chart.rows[1][0])) == 30

    def test_a_long_code_stays_whole(self) -> None:
        """A description for which there are fewer than six letters is left out rather than the code."""
        problem = read(described("Garden hose", "Reel")).replace(product_codes=("X" * 23, "Y" * 22))
        assert [called(problem, i) for i in (0, 1)] == ["X" * 23, f"{'Y' * 22}  Reel"]


class TestSentences:
    """The explanation says it in brackets, once."""

    def told(self, tables: Mapping[str, Table]) -> list[str]:
        rows = outputs(tables)["Explanation"].rows
        return [f"{row[2]}: {row[3]}." for row in rows]

    def test_the_first_sentence_that_names_a_product_alone_says_what_it_is(self) -> None:
        told = self.told(described("Garden hose", "Reel"))
        assert sum("A (Garden hose)" in text for text in told) == 1
        first = next(text for text in told if "A (Garden hose)" in text)
        assert all(" A " not in f" {text} " for text in told[: told.index(first)])
        assert sum(text.count("A (") for text in told) == 1

    def test_all_else_of_them_is_as_without(self) -> None:
        told = self.told(described("Garden hose", "Reel"))
        bare = [text.replace(" (Garden hose)", "").replace(" (Reel)", "") for text in told]
        assert bare == self.told(described(None, None))

    def test_a_long_one_is_shortened(self) -> None:
        told = " ".join(self.told(described(LONG, None)))
        assert f"A ({LONG[:39]}…)" in told
        assert LONG[:45] not in told

    def test_a_code_that_is_also_a_resource_stays_bare(self) -> None:
        tables: dict[str, Any] = described("Garden hose", "Reel")
        renamed: Sequence[Table] = [
            table("Resources", ["Resource", "Capacity"], ["A", 24.0]),
            table("Routings", ["Product", "Resource", "Usage"], ["A", "A", 1.0], ["B", "A", 1.0]),
        ]
        told = " ".join(self.told({**tables, **{one.name: one for one in renamed}}))
        assert "(Garden hose)" not in told
        assert "B (Reel)" in told

    def test_in_spanish_it_stands_in_the_spanish_sentence(self) -> None:
        settings = table("Settings", ["Setting", "Value"], ["Language", "es"])
        told = self.told({**described("Manguera", "Carro"), "Settings": settings})
        assert any("A (Manguera)" in text and "del coste" in text for text in told)
