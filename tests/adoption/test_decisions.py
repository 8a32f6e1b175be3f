"""From a proposal and answers to what a host must do: nothing unsure without an answer, nothing of a planner's lost."""

from __future__ import annotations

import pytest

from sop_excel.adoption.adopted import NOT_READ, PERIODS, Adoption
from sop_excel.adoption.decide import decide
from sop_excel.adoption.proposal import proposal_lines, propose
from sop_excel.domain.questions import Answers, Question, UnsureError
from sop_excel.domain.table import ErrorValue, Formula, NotCalculated
from sop_excel.preparing.adopt import adopt_sheets
from sop_excel.spreadsheet.areas import parse_area
from sop_excel.spreadsheet.raw_sheet import RawSheet
from tests.adoption.messy import N, Row, german_costs, italian_one_sheet, sheet
from tests.adoption.trickier import COSTS, costs_and_stock_apart, rows_of_measures, subtotals_and_quarters

KOSTEN = "Stammdaten!D1"


def asked(sheets: tuple[RawSheet, ...], answers: Answers | None = None) -> tuple[Question, ...]:
    """The questions that are open."""
    return propose(sheets).questions(answers or {})


def adopted(sheets: tuple[RawSheet, ...], **answers: str) -> Adoption:
    """What is decided where nothing has to be asked."""
    return decide(propose(sheets), answers)


def meant(adoption: Adoption, table: str) -> dict[str, str]:
    """The columns of a table by their headers, as table Mapping has them."""
    return {row.header: row.column for row in adoption.mapping if row.table == table and row.header}


def test_a_cost_that_may_be_several_is_asked_with_what_it_may_be() -> None:
    """``Kosten`` beside ``Herstellkosten`` may be any cost but that of production."""
    (question,) = asked(german_costs().sheets)
    assert question.key == KOSTEN
    assert question.names[0] == "Holding cost"
    assert "Production cost" not in question.names
    assert question.names[-1] == NOT_READ
    assert f'--answer "{KOSTEN}=' in question.option


def test_a_question_shows_the_cells_that_it_is_about() -> None:
    """A planner knows a column by its figures: those of the column, of each unknown one, or of the first row."""
    costs: list[Row] = [["Product", "Production cost", "Stock", "Colour no"], ["A", 5.5, N, 11], ["B", 6, 40, 12]]
    demand: list[Row] = [["Product", "2026-01", "2026-02"], ["A", 100, 110], ["B", 20, 30]]
    sheets = (sheet("Costs", costs), sheet("Sheet2", demand))
    (table,) = asked(sheets)
    assert "2 rows, the first 'A', 100, 110)" in table.why
    stock, others = asked(sheets, {table.key: "Demand"})
    assert stock.why.endswith("; below it 40")
    assert others.why.endswith(": 'Colour no' 11 and 12")


def test_a_rate_that_is_the_same_in_all_rows_is_not_left_out_without_a_question() -> None:
    """All rows of 25 % are no code of a plant: without it stock would be held for nothing."""
    rates: list[Row] = [["Product", "Production cost", "Holding cost %"], ["A", 10, "25%"], ["B", 20, "25%"]]
    demand: list[Row] = [["Product", "2026-01", "2026-02"], ["A", 5, 6], ["B", 7, 8]]
    (question,) = asked((sheet("Costs", rates), sheet("Demand", demand)))
    assert "'Holding cost %' '25%' and '25%'" in question.why
    plants: list[Row] = [["Product", "Production cost", "Plant"], ["A", 10, "1000"], ["B", 20, "1000"]]
    assert not asked((sheet("Costs", plants), sheet("Demand", demand)))


def test_nothing_is_decided_as_long_as_a_question_is_open() -> None:
    """The questions are raised, and an answer that is none of the choices answers nothing."""
    with pytest.raises(UnsureError):
        decide(propose(german_costs().sheets), {})
    with pytest.raises(UnsureError):
        decide(propose(german_costs().sheets), {KOSTEN: "Production cost"})
    adoption = decide(propose(german_costs().sheets), {KOSTEN: "Holding cost"})
    assert meant(adoption, "Products")["Kosten"] == "Holding cost"
    assert {row.decided_by for row in adoption.mapping if row.header == "Kosten"} == {"you"}


def test_a_file_of_the_same_form_goes_through_without_a_question() -> None:
    """Next month's file has other weeks and one product more; what was answered is known from table Mapping."""
    costs, weeks = german_costs().sheets
    before = decide(propose((costs, weeks)), {KOSTEN: "Holding cost"})
    later: list[Row] = [["Absatzplan"], ["Artikelnummer", "KW 7", "KW 8", "KW 9", "KW 10", "Summe"]]
    later += [[code, 1, 2, 3, 4, 10] for code in ("4711", "4712", "4713", "4714")]
    again = propose((costs, sheet("Absatzplan", later)), before.mapping)
    assert not again.questions({})
    adoption = decide(again, {})
    assert meant(adoption, "Products")["Kosten"] == "Holding cost"
    assert {row.decided_by for row in adoption.mapping if row.header == "Kosten"} == {"Mapping"}
    assert meant(adoption, "Demand")["KW 7 … KW 10"] == PERIODS


def test_a_file_of_another_form_is_asked_again() -> None:
    """A new column that nobody decided about is not read because of an old decision."""
    costs, weeks = german_costs().sheets
    before = decide(propose((costs, weeks)), {KOSTEN: "Holding cost"})
    extra: Row = ["Bestand", 1, 2, 3]
    wider = sheet("Stammdaten", [[*row, more] for row, more in zip(costs.rows, extra, strict=True)])
    assert [one.key for one in propose((wider, weeks), before.mapping).questions({})] == ["Stammdaten!G1"]


def test_a_range_that_is_not_read_is_remembered() -> None:
    """A table without a title is asked once; that it is nothing stands in Mapping too."""
    untitled = sheet("Sheet3", [["Item", "2027-01", "2027-02"], ["A-1", 1, 2], ["A-2", 3, 4]])
    sheets = (sheet("Costs", COSTS), untitled)
    (question,) = asked(sheets)
    assert question.names == ("Demand", "SalesHistory", "Receipts", "FirmProduction", NOT_READ)
    before = decide(propose(sheets), {question.key: NOT_READ})
    assert [table.name for table in before.in_place] == ["Products"]
    again = decide(propose(sheets, before.mapping), {})
    assert [table.name for table in again.in_place] == ["Products"]


def test_of_two_ranges_for_one_table_one_is_chosen() -> None:
    """Two versions of a forecast: the planner says which one counts, and that is remembered."""
    rows: list[Row] = [["Item", "2027-01", "2027-02"], ["A-1", 1, 2], ["A-2", 3, 4], ["A-3", 5, 6]]
    sheets = (sheet("Costs", COSTS), sheet("Forecast v1", rows), sheet("Forecast v2", rows))
    (question,) = asked(sheets)
    assert question.key == "table Demand"
    before = decide(propose(sheets), {question.key: question.names[1]})
    assert [table.sheet for table in before.in_place] == ["Costs", "Forecast v2"]
    again = decide(propose(sheets, before.mapping), {})
    assert [table.sheet for table in again.in_place] == ["Costs", "Forecast v2"]


def test_a_decimal_sign_that_no_text_tells_is_asked_and_remembered() -> None:
    """``1.234`` is two numbers; one cell with ``12,5`` in the column decides it without a question."""
    open_: list[Row] = [["Item", "Unit cost"], ["A-1", "1.234"], ["A-2", "2.500"]]
    demand: list[Row] = [["Item", "2027-01", "2027-02"], ["A-1", 1, 2], ["A-2", 3, 4]]
    sheets = (sheet("Items", open_), sheet("Demand", demand))
    (question,) = asked(sheets)
    assert question.names == ("comma", "point")
    adoption = decide(propose(sheets), {question.key: "comma"})
    assert [(one.cell, one.before, one.after) for one in adoption.changes["Items"]] == [
        ("B2", "1.234", 1234.0),
        ("B3", "2.500", 2500.0),
    ]
    assert decide(propose(sheets, adoption.mapping), {}).changes == adoption.changes
    told = (sheet("Items", [*open_, ["A-3", "12,5"]]), sheets[1])
    assert [one.after for one in adopted(told).changes["Items"]] == [1234.0, 2500.0, 12.5]


def test_texts_become_numbers_where_numbers_are_read_and_formulas_stay() -> None:
    """Units, currencies and signs behind go; a formula's text, a word and a column that is not read stay."""
    rows: list[Row] = [
        ["Item", "Unit cost", "On hand", "Remark"],
        ["A-1", "10 €", "70 uds", "12 pcs"],
        ["A-2", "(45)", "n/a", "7"],
        ["A-3", "1,5", "20", "8"],
    ]
    rows += [[f"A-{n}", n, n, "9"] for n in range(4, 9)]
    adoption = adopted((sheet("Items", rows, formulas=[(4, 3)]),), **{"Items!A1:D9 others": NOT_READ})
    assert {one.cell: one.after for one in adoption.changes["Items"]} == {
        "B2": 10.0,
        "C2": 70.0,
        "B3": -45.0,
        "B4": 1.5,
    }
    assert any("C3 'n/a'" in note for note in adoption.notes)


def test_headers_of_a_table_become_texts_of_their_own_and_all_others_stay() -> None:
    """A number, a blank and a doubled header are named; what can stay does."""
    rows: list[Row] = [["Item", N, "Text", "text", 202701, 202702], *([c, 1, "a", "b", 5, 6] for c in ("X-1", "X-2"))]
    (table,) = adopted((sheet("Demand", rows),)).in_place
    assert table.headers == ("Item", "Column2", "Text", "text 2", "2027-01", "2027-02")
    kept: list[Row] = [["Item", "Jan 27", "KW 3 spät"], ["X-1", 1, 2]]
    assert not adopted((sheet("Demand", [["Item", "Jan 27", "Feb 27"], *kept[1:]]),)).changes


def test_headers_that_are_formulas_are_never_overwritten() -> None:
    """The headers of an Excel Table are texts: with formulas there the table stands on a sheet of its own."""
    rows: list[Row] = [["Item", 202701, 202702], ["X-1", 5, 6], ["X-2", 7, 8]]
    adoption = adopted((sheet("Demand", rows, formulas=[(1, 3)]),))
    assert not adoption.in_place
    assert not adoption.changes
    (filling,) = adoption.fillings
    assert filling.columns == ["2027-01", "2027-02"]


def test_costs_and_demand_in_one_sheet_become_two_tables() -> None:
    """The costs are a Table where they stand; the demand beside them is on a new sheet, by formulas over them."""
    adoption = adopted(italian_one_sheet().sheets)
    (products,) = adoption.in_place
    assert (products.name, products.area) == ("Products", parse_area("A3:E6"))
    (demand,) = adoption.fillings
    assert (demand.table, demand.columns) == ("Demand", ["gen 27", "feb 27", "mar 27"])
    assert demand.rows["AX2"][0] == Formula('IF(Foglio1!F5="","",Foglio1!F5)', 10.0)
    assert not adoption.changes


def test_rows_of_other_measures_and_sums_are_left_out_by_formulas_over_the_rest() -> None:
    """What cannot be a Table as it stands is not rearranged: formulas on a new sheet show the rows that count."""
    (demand,) = adopted(rows_of_measures().sheets).fillings
    assert list(demand.rows) == ["S-1", "S-2", "S-3"]
    assert demand.rows["S-2"][0] == Formula('IF(Plan!C7="","",Plan!C7)', 101.0)
    (demand,) = adopted(subtotals_and_quarters().sheets).fillings
    assert list(demand.rows) == ["F-1", "F-2", "G-1", "G-2"]
    assert demand.columns == ["janvier", "février", "mars", "avril", "mai", "juin"]


def test_columns_of_products_on_two_sheets_are_one_table() -> None:
    """Costs here and stock there: both by formulas, each from its own row."""
    adoption = adopted(costs_and_stock_apart().sheets)
    (products,) = adoption.fillings
    assert products.columns == ["Production cost", "Holding cost", "Initial inventory"]
    assert products.rows["A-2"][2] == Formula('IF(Stock!B3="","",Stock!B3)', 5.0)


def test_an_excel_table_stays_what_it_is_called() -> None:
    """Table1 and its headers are not renamed; Mapping says which table it is."""
    items = sheet("Items", COSTS, tables={"Table1": "A1:C4"})
    adoption = adopted((items,))
    assert not adoption.in_place
    assert not adoption.changes
    assert {(row.range, row.table) for row in adoption.mapping} == {("Table1", "Products")}
    assert meant(adoption, "Products") == {
        "Item": "Product",
        "Unit cost": "Production cost",
        "Holding cost": "Holding cost",
    }


def test_columns_of_numbers_without_a_known_header_are_asked_together() -> None:
    """One question for all of them, and one for each where the planner wants it."""
    own: list[Row] = [["Kg", "Pallet"], [1, 2], [3, 4], [5, 6]]
    rows = [[*row, *more] for row, more in zip(COSTS, own, strict=True)]
    sheets = (sheet("Costs", rows),)
    (question,) = asked(sheets)
    assert question.names == (NOT_READ, "each")
    assert [one.key for one in asked(sheets, {question.key: "each"})] == ["Costs!D1", "Costs!E1"]
    assert not asked(sheets, {question.key: NOT_READ})


def test_the_proposal_prints_what_is_read_how_sure_and_what_is_not() -> None:
    """A planner sees each header, what it is taken for, and where somebody will be asked."""
    lines = proposal_lines(propose(german_costs().sheets).rows())
    assert any("Herstellkosten" in line and "Production cost" in line and "97 %" in line for line in lines)
    assert any("Kosten" in line and "60 % ?" in line for line in lines)
    assert any("row 6" in line and "adds up the rows above" in line for line in lines)


def test_periods_are_spelt_in_one_way_so_that_receipts_find_those_of_the_demand() -> None:
    """Two wide tables get ISO names where they differ; headers follow a list of demand, whose cells stay."""
    wide = sheet("Demand", [["Item", "Jan 27", "Feb 27"], ["A-1", 1, 2], ["A-2", 3, 4]])
    receipts = sheet("Scheduled receipts", [["Item", "2027-01", "2027-02"], ["A-1", 1, 2], ["A-2", 3, 4]])
    headers = {table.name: table.headers for table in adopted((wide, receipts)).in_place}
    assert headers == {"Demand": ("Item", "2027-01", "2027-02"), "Receipts": ("Item", "2027-01", "2027-02")}
    listed: list[Row] = [
        ["Item", "Month", "Forecast qty"],
        *([code, month, 1] for code in ("A-1", "A-2") for month in (202701, 202702)),
    ]
    adoption = adopted((sheet("Demand", listed), receipts))
    headers = {table.name: table.headers for table in adoption.in_place}
    assert headers["Receipts"] == ("Item", "202701", "202702")
    assert "Demand" not in adoption.changes


def test_formulas_without_saved_values_and_errors_do_not_hide_a_table() -> None:
    """Whether a workbook was calculated is for the reader to say, with the cells; the range is found all the same."""
    rows: list[Row] = [
        ["Item", "Jan 27", "Feb 27"],
        ["A-1", NotCalculated(), NotCalculated()],
        ["A-2", ErrorValue("#N/A"), 4],
    ]
    (table,) = adopted((sheet("Demand", rows, formulas=[(2, 2), (2, 3)]),)).in_place
    assert (table.name, table.area) == ("Demand", parse_area("A1:C3"))


def test_what_is_left_out_of_a_sheet_for_one_reason_is_one_row_of_the_proposal() -> None:
    """A sheet with a remark here and there does not fill the screen; what is read keeps a row each."""
    remarks: list[Row] = [[f"Remark {n}"] if n % 2 else [N] for n in range(40)]
    lines = proposal_lines(propose((sheet("Costs", COSTS), sheet("Notes", remarks))).rows())
    (told,) = [line for line in lines if line.startswith("Notes")]
    assert "A2, A4, A6 and 17 more" in told
    assert sum(line.startswith("Costs") for line in lines) == 1 + len(COSTS[0])


def test_a_product_whose_sales_happen_to_be_those_of_the_ones_above_is_no_sum() -> None:
    """A code among codes with one figure in all periods; a row of its own name, or of several figures, is a sum."""
    months = ["2026-01", "2026-02", "2026-03"]

    def read(last: Row) -> list[int]:
        rows: list[Row] = [["Product", *months], ["P-01", 1, 1, 1], ["P-02", 2, 2, 2], last]
        (part,) = propose((sheet("Demand", rows),)).parts
        return list(part.source.rows)

    assert read(["P-03", 3, 3, 3]) == [2, 3, 4]
    assert read(["Lamps", 3, 3, 3]) == [2, 3]


def test_actuals_beside_a_forecast_are_apart_also_where_no_cells_are_merged() -> None:
    """One word above the first month of each: the months that are over are no demand to come."""
    rows: list[Row] = [["Item", "Actual", N, N, "Forecast", N, N]]
    rows += [[N, "Oct-26", "Nov-26", "Dec-26", "Jan-27", "Feb-27", "Mar-27"]]
    rows += [["K1", 90, 95, 99, 100, 105, 110], ["K2", 40, 41, 39, 42, 43, 44]]
    items: list[Row] = [["Item", "Unit cost"], ["K1", 10], ["K2", 25]]
    actual, forecast = (part for part in propose((sheet("Plan", rows), sheet("Items", items))).parts if part.is_wide)
    assert not actual.is_sure
    (question,) = asked((sheet("Plan", rows), sheet("Items", items)))
    assert "'Dec-26', 2 rows, the first 'K1', 90, 95, 99)" in question.why.replace(" and ", ", ")
    assert (forecast.table, forecast.is_sure) == ("Demand", True)
    periods = [head.text for head in forecast.source.heads if forecast.read.get(head.column) == PERIODS]
    assert periods == ["Jan-27", "Feb-27", "Mar-27"]


def test_the_sum_of_a_family_with_one_product_is_no_product() -> None:
    """It says Total and what the row above says; a product of that name with other figures is one."""

    def read(last: Row) -> list[int]:
        rows: list[Row] = [["Familia", "Código", "2026-01", "2026-02"], ["F1", "A", 1, 2], ["F1", "B", 4, 5]]
        rows += [["Total F1", N, 5, 7], ["F2", "C", 3, 1], last, ["Total general", N, 8, 8]]
        (part,) = propose((sheet("Demanda", rows),)).parts
        return list(part.source.rows)

    assert read(["Total F2", N, 3, 1]) == [2, 3, 5]
    assert read(["Total care", "D", 3, 2])[:4] == [2, 3, 5, 6]


def test_an_empty_table_of_the_contract_is_filled_and_a_name_that_is_taken_is_left_alone() -> None:
    """A template's blank Products is filled from the planner's sheet; a name Products of his own stays what it is."""
    blank: list[Row] = [["Product", "Production cost", "Holding cost"], [N, N, N]]
    template = sheet("Products", blank, tables={"Products": "A1:C2"})
    adoption = adopted((sheet("Costs", COSTS), template))
    assert not adoption.in_place
    assert [filling.table for filling in adoption.fillings] == ["Products"]
    named = sheet("Costs", COSTS, names={"Products": "A1:C4"})
    adoption = adopted((named,))
    assert [table.name for table in adoption.in_place] == ["Products_table"]
    assert {(row.range, row.table) for row in adoption.mapping} == {("Products_table", "Products")}


def _upright(*heads: str) -> RawSheet:
    rows: list[Row] = [["Period", *heads]]
    rows += [[f"2026-{month:02}", *range(10, 10 + len(heads))] for month in range(1, 7)]
    return sheet("Demand", rows)


def _costs(*codes: str) -> RawSheet:
    rows: list[Row] = [["Product", "Production cost", "Holding cost"]]
    return sheet("Products", rows + [[code, 5 + n, 1] for n, code in enumerate(codes)])


def test_products_that_count_like_periods_are_products_above_a_column_of_periods() -> None:
    codes = ("P-1", "P-2", "P-3")
    adoption = adopted((_costs(*codes), _upright(*codes)))
    assert [filling.table for filling in adoption.fillings] == ["Demand"]


def test_a_table_that_planning_needs_and_no_range_was_taken_for_is_told() -> None:
    """What is headed by no products that are known and counts like periods is not understood."""
    notes = adopt_sheets((_costs("A", "B", "C"), _upright("P-1", "P-2", "P-3"))).notes
    told = "no range was taken for table Demand, without which nothing can be planned; Demand!A1:D7 may be it, but "
    assert any(note.startswith(told) for note in notes)
    notes = adopt_sheets((_costs("A", "B", "C"), _upright("A", "B", "C"))).notes
    assert not any("no range was taken" in note for note in notes)
