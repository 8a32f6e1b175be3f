"""Cleaning a history of sales, rule by rule: each thing that goes wrong beside the nearest that is right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.clean import CHOSEN, Cleaned, clean
from sop_excel.domain.questions import Question, UnsureError
from sop_excel.domain.table import DateValue, Value
from sop_excel.errors import InputError

HEADERS = ("Date", "Product", "Quantity")
START = date(2024, 1, 1)


def _cleaned(*rows: Sequence[Value], choices: Choices = CHOSEN) -> Cleaned:
    return clean([HEADERS, *rows], choices=choices)


def _asked(*rows: Sequence[Value], choices: Choices = CHOSEN) -> Question:
    with pytest.raises(UnsureError) as unsure:
        clean([HEADERS, *rows], choices=choices)
    (question,) = unsure.value.questions
    return question


def _daily(quantities: Sequence[Value], product: str = "A") -> list[tuple[Value, ...]]:
    """A row a day."""
    return [((START + timedelta(days=n)).isoformat(), product, one) for n, one in enumerate(quantities)]


def _days(cleaned: Cleaned) -> list[str]:
    return [sale.date.isoformat() for sale in cleaned.sales]


def _reasons(cleaned: Cleaned) -> dict[int, str]:
    """What was said of each line, the first thing."""
    return {row.line: row.reason for row in reversed(cleaned.audit)}


# --- dates


@pytest.mark.parametrize(
    "text",
    ["2024-03-05", "05/03/2024", "5.3.24", "Mar 5th 24", "5-mar-24", "20240305", "45356", "2024-03-05 00:00:00",
     "5 de marzo de 2024", "5. März 2024", "mardi 5 mars 2024", "2024.03.05"],
)  # fmt: skip
def test_dates_in_any_form_mean_their_day(text: str) -> None:
    """Beside one row that tells that the day comes first."""
    cleaned = _cleaned(("31/12/2023", "A", "1"), (text, "A", "2"))
    assert _days(cleaned)[1] == "2024-03-05"


def test_cells_that_are_dates_or_their_serial_numbers_are_dates() -> None:
    cleaned = _cleaned((DateValue(datetime(2024, 3, 5, 13), "5-3"), "A", 1.0), (45357.0, "A", 2.0))
    assert _days(cleaned) == ["2024-03-05", "2024-03-06"]


def test_one_row_decides_the_order_of_all() -> None:
    """As the file is read as a whole: 03/04 is in April beside 31/01 and in March beside 01/31."""
    assert _days(_cleaned(("31/01/2024", "A", "1"), ("03/04/2024", "A", "2")))[1] == "2024-04-03"
    assert _days(_cleaned(("01/31/2024", "A", "1"), ("03/04/2024", "A", "2")))[1] == "2024-03-04"


def test_an_order_that_nothing_tells_is_asked() -> None:
    question = _asked(("03/04/2024", "A", "1"), ("05/06/2024", "A", "2"))
    assert (question.key, question.names) == ("day-order", ("day-first", "month-first"))
    assert "'03/04/2024' in line 2" in question.text
    assert [choice.means for choice in question.choices] == ["it means 2024-04-03", "it means 2024-03-04"]
    answered = CHOSEN.answered({"day-order": "month-first"})
    assert _days(_cleaned(("03/04/2024", "A", "1"), choices=answered)) == ["2024-03-04"]


def test_an_order_that_rows_contradict_is_asked_unless_hardly_any_do() -> None:
    """The answer decides where both are dates; where one alone is, it is read and marked."""
    rows = [("31/01/2024", "A", "1"), ("01/31/2024", "B", "2"), ("03/04/2024", "A", "3")]
    assert "tell different orders" in _asked(*rows).why
    cleaned = _cleaned(*rows, choices=Choices(day_first=True))
    assert _days(cleaned) == ["2024-01-31", "2024-01-31", "2024-04-03"]
    assert [sale.flag for sale in cleaned.sales] == ["", "date unsure", ""]
    many = [(f"{day}/{month:02}/2024", f"P{month}", "1") for day in range(13, 28) for month in range(1, 4)]
    assert _days(_cleaned(*many, ("01/31/2024", "B", "2"), ("03/04/2024", "A", "3")))[-2:] == [
        "2024-01-31",
        "2024-04-03",
    ]


def test_days_that_have_their_sale_tell_the_order() -> None:
    """Read with the month first, these dates would fall on days with a sale of the same product."""
    rows = _daily([str(n) for n in range(300)])
    odd = {date(2024, 4, 3): "03/04/2024", date(2024, 5, 2): "02/05/2024", date(2024, 6, 1): "01/06/2024"}
    written = [(odd.get(date.fromisoformat(str(day)), day), product, one) for day, product, one in rows]
    cleaned = _cleaned(*written)
    assert _days(cleaned) == [str(row[0]) for row in rows]
    assert any("only so they fall on days without a sale" in note for note in cleaned.notes)


def test_even_distances_tell_the_order() -> None:
    """The first of each month, over years; of one year alone it might be days of January."""
    firsts = [(f"01/{month:02}/{year}", "A", "5") for year in (2022, 2023, 2024) for month in range(1, 13)]
    assert _days(_cleaned(*firsts))[1] == "2022-02-01"
    assert _asked(*firsts[:12]).key == "day-order"


def test_two_figures_each_may_begin_with_the_year() -> None:
    days = [START + timedelta(days=n) for n in range(90)]
    cleaned = _cleaned(*((f"{day:%y-%m-%d}", "A", "5") for day in days))
    assert _days(cleaned) == [day.isoformat() for day in days]


def test_days_that_do_not_exist_are_set_aside() -> None:
    cleaned = _cleaned(("30/01/2024", "A", "1"), ("31/02/2024", "A", "2"), ("29/02/2024", "A", "3"), ("soon", "A", "4"))
    assert _days(cleaned) == ["2024-01-30", "2024-02-29"]
    assert _reasons(cleaned) == {3: "a day that does not exist", 5: "no date"}


def test_a_year_far_from_all_others_is_set_aside() -> None:
    rows = _daily(["5"] * 60)
    cleaned = _cleaned(*rows, ("2042-01-05", "A", "7"), ("1900-01-05", "A", "7"), ("2024-03-02", "A", "7"))
    assert [row.line for row in cleaned.audit if "years away" in row.reason] == [62, 63]


def test_a_missing_date_is_inferred_only_where_it_is_certain() -> None:
    """In rows in order, between two days, or as the only day that is missing; else its row is set aside."""
    ordered = _daily(["5"] * 30)
    ordered[10] = ("", "A", "6")
    cleaned = _cleaned(*ordered)
    assert _days(cleaned)[10] == "2024-01-11"
    assert cleaned.sales[10].flag.split("; ")[0] == "date inferred"
    mixed = [*ordered[::3], *ordered[1::3], *ordered[2::3]]
    assert "the only one that this product lacks" in _reasons(_cleaned(*mixed))[15]
    two = [("", "A", "6") if n in (3, 13) else row for n, row in enumerate(mixed)]
    assert {_reasons(_cleaned(*two))[line] for line in (5, 15)} == {"the date is missing"}


def test_a_missing_date_among_several_sales_a_day_is_not_inferred() -> None:
    rows = [row for row in _daily(["5"] * 30) for _ in range(2)]
    rows[21] = ("", "A", "5")
    assert _reasons(_cleaned(*rows))[23] == "the date is missing"


def test_rows_of_a_last_period_that_is_not_complete_are_marked_and_stay() -> None:
    cleaned = _cleaned(*_daily(["5"] * 40))
    assert {sale.date.month for sale in cleaned.sales if sale.flag == "partial period"} == {2}
    assert len(cleaned.sales) == 40
    assert not [sale for sale in _cleaned(*_daily(["5"] * 31)).sales if sale.flag]


# --- quantities


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("1.234,5", 1234.5), ("70 uds", 70), ("10 €", 10), ("1.234,5-", -1234.5), ("(45)", -45), ("−3", -3),
     ("1 234,5", 1234.5), ("1'234,5", 1234.5), ("1.5E+03", 1500)],
)  # fmt: skip
def test_numbers_in_any_form_mean_their_quantity(text: str, quantity: float) -> None:
    """Beside one that tells that the decimal sign is a comma."""
    assert _cleaned(("2024-01-01", "A", "0,5"), ("2024-01-02", "A", text)).sales[1].quantity == quantity


def test_one_number_decides_the_decimal_sign_of_all() -> None:
    assert _cleaned(("2024-01-01", "A", "12,5"), ("2024-01-02", "A", "1.234")).sales[1].quantity == 1234
    assert _cleaned(("2024-01-01", "A", "12.5"), ("2024-01-02", "A", "1.234")).sales[1].quantity == 1.234


def test_a_decimal_sign_that_nothing_tells_or_numbers_contradict_is_asked() -> None:
    question = _asked(("2024-01-01", "A", "1.234"), ("2024-01-02", "A", "2.500"))
    assert (question.key, question.option) == ("decimal-sign", "--decimal comma or --decimal point")
    assert [choice.means for choice in question.choices] == ["'1.234' is 1234", "'1.234' is 1.234"]
    assert "different signs" in _asked(("2024-01-01", "A", "1,5"), ("2024-01-02", "A", "2.5")).why


def test_thousands_show_where_whole_numbers_end_below_one() -> None:
    """Numbers without a mark go up to 990 and those with it go on from there."""
    rows = [(f"2024-01-{n + 1:02}", "A", str(900 + 5 * n)) for n in range(19)]
    assert _cleaned(*rows, ("2024-01-20", "A", "1.034")).sales[-1].quantity == 1034
    assert _asked(*rows, ("2024-01-20", "A", "1500"), ("2024-01-21", "A", "1.034")).key == "decimal-sign"


@pytest.mark.parametrize("text", ["", "n/a", "-", "#N/A", "sin dato", "k.A."])
def test_a_missing_quantity_is_not_zero(text: str) -> None:
    cleaned = _cleaned(("2024-01-01", "A", "5"), ("2024-01-02", "A", text), ("2024-01-03", "A", "0"))
    assert [sale.quantity for sale in cleaned.sales] == [5, 0]
    assert _reasons(cleaned) == {3: "the quantity is missing"}


def test_a_unit_that_others_do_not_have_is_marked() -> None:
    rows = [(f"2024-01-{n + 1:02}", "A", f"{n} boxes") for n in range(25)]
    cleaned = _cleaned(*rows, ("2024-01-26", "A", "3 kg"), ("2024-01-27", "A", "4 box"))
    assert [sale.line for sale in cleaned.sales if "other unit" in sale.flag] == [27]


def test_returns_reduce_demand_or_are_set_aside() -> None:
    rows = [("2024-01-01", "A", "50"), ("2024-01-01", "A", "-8"), ("2024-01-02", "A", "40")]
    net, apart = _cleaned(*rows), _cleaned(*rows, choices=Choices(returns="apart"))
    assert [(sale.quantity, sale.flag) for sale in net.sales] == [(50, ""), (-8, "return"), (40, "")]
    assert [sale.quantity for sale in apart.sales] == [50, 40]
    assert apart.balance[-1].quantity - net.balance[-1].quantity == 8


# --- products


def test_spellings_of_a_product_become_the_most_frequent_one() -> None:
    spelt = ["SKU-001", "SKU-001", "sku-001", "SKU 001", "SKU-001 ", "SKU–001", "SKU_001", "SKU001"]
    cleaned = _cleaned(*((f"2024-01-{n + 1:02}", code, "1") for n, code in enumerate(spelt)))
    assert {sale.product for sale in cleaned.sales} == {"SKU-001"}
    assert [row.line for row in cleaned.audit if row.column == "Product"] == [4, 5, 7, 8, 9]


def test_products_whose_numbers_are_parted_in_other_ways_stay_apart() -> None:
    cleaned = _cleaned(("2024-01-01", "A-1-12", "1"), ("2024-01-02", "A-11-2", "1"), ("2024-01-03", "A112", "1"))
    assert [sale.product for sale in cleaned.sales] == ["A-1-12", "A-11-2", "A112"]


def test_an_o_for_a_zero_is_asked() -> None:
    rows = [*_daily(["5"] * 20, "SKU-001"), ("2024-01-21", "SKU-0O1", "5")]
    question = _asked(*rows)
    assert question.key == "alike-products"
    assert "'SKU-0O1' and 'SKU-001'" in question.text
    for name, products in (("same", {"SKU-001"}), ("different", {"SKU-001", "SKU-0O1"})):
        answered = CHOSEN.answered({"alike-products": name})
        assert {sale.product for sale in _cleaned(*rows, choices=answered).sales} == products


def test_codes_with_rows_on_the_same_days_are_two_products_without_a_question() -> None:
    rows = [*_daily(["5"] * 30, "00123"), *_daily(["7"] * 30, "123")]
    assert {sale.product for sale in _cleaned(*rows).sales} == {"00123", "123"}


def test_codes_that_differ_in_a_sign_between_are_asked_where_they_have_rows_on_the_same_days() -> None:
    """AB-1 and AB1 may be two products; other cases and dashes never make two of one."""
    rows = [*_daily(["5"] * 31, "AB-1"), *_daily(["7"] * 30, "AB1")]
    assert "'AB1' and 'AB-1'" in _asked(*rows).text
    for name, products in (("same", {"AB-1"}), ("different", {"AB-1", "AB1"})):
        answered = CHOSEN.answered({"alike-products": name})
        assert {sale.product for sale in _cleaned(*rows, choices=answered).sales} == products
    same = [*_daily(["5"] * 31, "AB-1"), *_daily(["7"] * 30, "ab–1")]
    assert {sale.product for sale in _cleaned(*same).sales} == {"AB-1"}


def test_a_product_may_be_called_x_and_rows_without_one_are_told() -> None:
    rows = [*_daily(["5"] * 31, "X"), *_daily(["7"] * 31, "Y"), ("2024-01-05", "n/a", "9")]
    cleaned = _cleaned(*rows)
    assert {sale.product for sale in cleaned.sales} == {"X", "Y"}
    assert "Of no product: 1 row without one, 9 units." in cleaned.notes
    assert not any("no product" in note for note in _cleaned(*rows[:-1]).notes)


def test_a_number_without_its_zeros_is_the_product_whose_days_it_completes() -> None:
    rows = [(day, "123" if n in (7, 19) else "00123", one) for n, (day, _, one) in enumerate(_daily(["5"] * 31))]
    cleaned = _cleaned(*rows)
    assert {sale.product for sale in cleaned.sales} == {"00123"}
    assert [row.line for row in cleaned.audit] == [9, 21]


# --- rows


def test_titles_headers_totals_and_remarks_are_no_sales() -> None:
    """A product whose name begins with Total is one, where it has a date."""
    rows: list[list[Value]] = [
        ["Sales of 2024", None, None],
        [],
        ["No", "Item", "Order date", "Customer", "Qty"],
        ["1", "A", "2024-01-30", "Acme", "5"],
        ["No", "Item", "Order date", "Customer", "Qty"],
        ["2", "Total Care", "2024-01-31", "Acme", "6"],
        ["Subtotal", "", "", "", "11"],
        ["", "", "2024-01-31", "Total", "11"],
        ["End of report"],
    ]
    cleaned = clean(rows)
    assert [(sale.line, sale.product, sale.quantity) for sale in cleaned.sales] == [(4, "A", 5), (6, "Total Care", 6)]
    assert _reasons(cleaned) == {
        1: "a line above the headers",
        5: "the headers once more",
        7: "a total, not a sale",
        8: "a total, not a sale",
        9: "a line of text, not a sale",
    }
    assert cleaned.sentence.startswith(
        "7 rows read = 2 kept unchanged + 0 flagged + 0 changed + 5 set aside; quantity 33"
    )


def test_a_row_that_stands_twice_is_set_aside_where_sales_stand_alone_on_their_day() -> None:
    rows = _daily(["5", "7"] * 15)
    cleaned = _cleaned(*rows, rows[3])
    assert _reasons(cleaned)[32] == "the same row as another one: line 5"


def test_a_row_that_was_taken_back_and_entered_once_more_counts_twice() -> None:
    """As bills are corrected: 7, -7, 7. A third 7 stands there for nothing."""
    rows = _daily(["5", "7"] * 15)
    back = ("2024-01-04", "A", "-7")
    assert sum(sale.quantity for sale in _cleaned(*rows, back, rows[3]).sales) == 15 * 12
    assert _reasons(_cleaned(*rows, back, rows[3], rows[3]))[34] == "the same row as another one: line 5"


def test_a_row_that_stands_twice_may_be_a_second_sale_where_orders_are_listed() -> None:
    """Unless a column numbers them: then it is the same order."""
    orders = [(f"2024-01-{1 + n // 3:02}", "A", str(3 + n % 3)) for n in range(93)]
    cleaned = _cleaned(*orders, orders[-1])
    assert "may be a second sale" in _reasons(cleaned)[95]
    assert len(cleaned.sales) == 94
    numbered = [(*order, str(1000 + n)) for n, order in enumerate(orders)]
    headers = (*HEADERS, "Order")
    assert len(clean([headers, *numbered, numbered[-1]]).sales) == 93
    assert len(clean([headers, *numbered, (*orders[-1], "2000")]).sales) == 94


def test_two_quantities_for_one_day_are_marked_where_there_is_otherwise_one() -> None:
    rows = _daily(["5", "7"] * 15)
    cleaned = _cleaned(*rows, ("2024-01-04", "A", "9"))
    assert [sale.line for sale in cleaned.sales if "same day twice" in sale.flag] == [5, 32]


# --- outliers


STEADY = [str(200 + 13 * (n % 7) - 5 * (n % 4)) for n in range(120)]
RARE = ["0" if n % 9 else str(1 + n % 4) for n in range(270)]


def _marked(quantities: Sequence[str], choices: Choices = CHOSEN) -> dict[int, float]:
    """The quantity of each day that is marked as an outlier, after cleaning."""
    sales = _cleaned(*_daily(quantities), choices=choices).sales
    return {n: sale.quantity for n, sale in enumerate(sales) if "outlier" in sale.flag}


def _with(quantities: list[str], at: int, quantity: str) -> list[str]:
    return [*quantities[:at], quantity, *quantities[at + 1 :]]


def test_fifty_times_the_usual_is_replaced_by_what_was_expected_and_three_times_is_not() -> None:
    marked = _marked(_with(STEADY, 40, "11500"))
    assert list(marked) == [40]
    assert 180 < marked[40] < 280
    assert not _marked(_with(STEADY, 40, "690"))
    assert _marked(_with(STEADY, 40, "11500"), Choices(outliers="flag")) == {40: 11500}


def test_the_audit_says_what_an_outlier_was_and_became() -> None:
    (row,) = [row for row in _cleaned(*_daily(_with(STEADY, 40, "11500"))).audit if "outlier" in row.reason]
    assert (row.line, row.action, row.before, row.quantity_before) == (42, "changed", "11500", 11500)
    assert str(row.quantity_after) == f"{row.after}.0"


def test_an_order_is_no_outlier_for_being_rare() -> None:
    """Nearly all days are zero, so the median and the spread of all days are too; the sizes of the orders count."""
    assert not _marked(RARE)
    assert not _marked(_with(RARE, 100, "6"))
    assert list(_marked(_with(RARE, 100, "150"))) == [100]


def _orders(large: int) -> list[tuple[Value, ...]]:
    """Four orders a day of one to three pieces; ``large`` of 100 orders are a case of 48."""
    sizes = [48 if n * 37 % 100 < large else 1 + n % 3 for n in range(480)]
    return [((START + timedelta(days=n // 4)).isoformat(), "A", str(one)) for n, one in enumerate(sizes)]


def test_large_orders_in_a_list_of_orders_are_marked_and_stay_where_they_are_too_many_for_slips() -> None:
    cleaned = _cleaned(*_orders(5))
    (reason,) = {row.reason for row in cleaned.audit if "outlier" in row.reason}
    assert reason == "an outlier: about 2 is usual, but 5% of its orders are so large"
    assert sum(sale.quantity == 48 for sale in cleaned.sales) == 24
    assert not any(sale.quantity == 48 for sale in _cleaned(*_orders(1)).sales)


def test_replaced_outliers_that_are_much_of_the_quantity_are_told() -> None:
    told = [note for note in _cleaned(*_daily(_with(STEADY, 40, "11500"))).notes if "replaced" in note]
    assert len(told) == 1
    assert told[0].startswith("1 outlier replaced: 11,500 units became ")
    assert told[0].endswith("--outliers flag, which keeps them.")
    assert not any("replaced" in note for note in _cleaned(*_daily(_with(STEADY, 40, "1150"))).notes)


def test_what_was_expected_is_told_as_exactly_as_the_rest() -> None:
    """With one decimal where all have one."""
    tenths = [f"{int(one) / 10:.1f}" for one in STEADY]
    (quantity,) = _marked(_with(tenths, 43, "1150.0")).values()
    assert 18 < quantity < 28
    assert quantity == round(quantity, 1) != round(quantity)


def test_far_less_than_usual_is_marked_with_what_is_usual_and_stays() -> None:
    """A decimal sign set wrongly, say; a day without a sale is none of it."""
    cleaned = _cleaned(*_daily(_with(_with(STEADY, 40, "2"), 50, "0")))
    (row,) = [row for row in cleaned.audit if row.action == "flagged" and row.column == "Quantity"]
    assert (row.line, row.quantity_before, row.quantity_after) == (42, 2, 2)
    assert 180 < float(row.reason.split("about ")[1].split()[0]) < 280


def test_many_outliers_do_not_hide_each_other() -> None:
    quantities = list(STEADY)
    for at in range(5, 120, 20):
        quantities[at] = "10500"
    assert list(_marked(quantities)) == list(range(5, 120, 20))


def test_a_season_is_no_outlier_and_a_slip_out_of_season_is_one() -> None:
    """Six times as much in each December of four years; and in one June alone."""
    months = [
        (f"{2021 + n // 12}-{n % 12 + 1:02}-01", "A", "600" if n % 12 == 11 else str(95 + n % 7)) for n in range(48)
    ]
    assert not [sale for sale in _cleaned(*months).sales if "outlier" in sale.flag]
    months[17] = ("2022-06-01", "A", "5000")
    assert [sale.line for sale in _cleaned(*months).sales if "outlier" in sale.flag] == [19]


def test_a_level_that_steps_up_for_good_has_no_outliers() -> None:
    assert not _marked([*STEADY[:60], *(str(6 * int(one)) for one in STEADY[60:])])


def test_a_week_of_large_sales_is_an_event_and_one_day_of_it_a_slip() -> None:
    week = [*STEADY[:60], *(str(7 * int(one)) for one in STEADY[60:65]), *STEADY[65:]]
    assert not _marked(week)
    assert list(_marked([*week[:61], *STEADY[61:]])) == [60]


def test_a_return_far_larger_than_any_sale_is_an_outlier() -> None:
    """A hundred back of what sells one to four at a time; but a hundred of two hundred is a return."""
    marked = _marked(_with(RARE, 100, "-100"))
    assert marked == {100: 0}
    assert not _marked(_with(STEADY, 40, "-100"))


# --- columns


def test_the_columns_are_found_by_what_stands_in_them_where_headers_say_nothing() -> None:
    rows = [["F1", "F2", "F3", "F4"], *(["x", f"SKU{n % 3}", f"2024-01-{n + 1:02}", str(n)] for n in range(30))]
    cleaned = clean(rows)
    assert (cleaned.sales[4].product, cleaned.sales[4].quantity) == ("SKU1", 4)
    assert len(clean(rows[1:]).sales) == 30


def test_a_code_is_taken_before_the_name_that_goes_with_it() -> None:
    rows = [["Artikel", "Artikelnummer", "Datum", "Menge"]]
    rows += [[f"Schraube {'lang' if n % 2 else 'kurz'}", f"10{n % 2}", f"{n + 1:02}.01.2024", "5"] for n in range(20)]
    assert {sale.product for sale in clean(rows).sales} == {"100", "101"}


def test_a_word_in_a_header_tells_the_quantity_from_money_and_numbers_of_documents() -> None:
    """And what was only taken by its look is told."""
    rows = [["Beleg", "Datum", "Material", "Menge in ME", "Betrag"]]
    rows += [[str(4711 + n), f"{n + 1:02}.01.2024", "A", str(5 + n % 3), f"{9 + n % 4},50 €"] for n in range(28)]
    cleaned = clean(rows)
    assert [sale.quantity for sale in cleaned.sales[:3]] == [5, 6, 7]
    assert "The quantity is taken from column 'Menge in ME', by what stands in it." in cleaned.notes
    with pytest.raises(InputError, match="a column with the quantity"):
        clean([[row[1], row[2], row[4]] for row in rows])


def test_two_columns_that_may_be_the_date_are_asked_about() -> None:
    rows = [["Order date", "Delivery date", "Item", "Qty"]]
    rows += [[f"2024-01-{n + 1:02}", f"2024-02-{n + 1:02}", "A", "5"] for n in range(20)]
    with pytest.raises(UnsureError) as unsure:
        clean(rows)
    (question,) = unsure.value.questions
    assert (question.key, question.names) == ("date-column", ("Order date", "Delivery date"))
    assert question.option == "--date-column HEADER"
    cleaned = clean(rows, choices=CHOSEN.answered({"date-column": "Delivery date"}))
    assert cleaned.sales[0].date == date(2024, 2, 1)


def test_a_file_without_dates_is_refused_with_the_headers_that_it_has() -> None:
    with pytest.raises(InputError, match="found the headers 'Item' and 'Qty'"):
        clean([["Item", "Qty"], ["A", "5"], ["B", "6"]], "sales.csv")


def test_without_a_column_of_products_all_is_one_product() -> None:
    cleaned = clean([["Fecha", "Cantidad"], ["2024-01-31", "5"], ["2024-02-29", "6"]], "tornillos.csv")
    assert {sale.product for sale in cleaned.sales} == {"tornillos.csv"}
    assert "No column of products" in cleaned.notes[0]


def test_a_wide_history_becomes_a_row_for_each_filled_cell() -> None:
    """Below headers that say months; its totals are no sales."""
    rows = [
        ["Artículo", "ene 2024", "feb 2024", "mar 2024"],
        ["A", "5", "", "n/a"],
        ["B", "1.5", "2", "0"],
        ["Total", "6", "2", "0"],
    ]
    cleaned = clean(rows)
    told = [(sale.date.isoformat(), sale.product, sale.quantity, sale.line) for sale in cleaned.sales]
    assert told == [
        ("2024-01-01", "A", 5, 2),
        ("2024-01-01", "B", 1.5, 3),
        ("2024-02-01", "B", 2, 3),
        ("2024-03-01", "B", 0, 3),
    ]
    assert [row.reason for row in cleaned.audit] == ["the quantity is missing", *["a total, not a sale"] * 3]


def test_years_may_stand_above_their_months() -> None:
    """Each over its first month alone, as in a pivot table."""
    rows: list[list[Value]] = [
        [None, 2023.0, None, 2024.0, None],
        ["Producto", "nov", "dic", "ene", "feb"],
        ["A", 5.0, 6.0, 7.0, 8.0],
    ]
    assert _days(clean(rows)) == ["2023-11-01", "2023-12-01", "2024-01-01", "2024-02-01"]
    with pytest.raises(InputError):
        clean(rows[1:])


def test_year_and_month_may_stand_in_two_columns() -> None:
    rows = [["Jahr", "Monat", "Artikel", "Menge"], ["2023", "12", "A", "5"], ["2024", "1", "A", "6"]]
    cleaned = clean(rows)
    assert [(str(sale.date), sale.quantity) for sale in cleaned.sales] == [("2023-12-01", 5), ("2024-01-01", 6)]
    total = clean([*rows, ["Summe", "", "", "11"], ["2024", "", "A", "7"]])
    assert _reasons(total) == {4: "a total, not a sale", 5: "the date is missing"}


def test_in_a_report_a_product_stands_for_the_rows_below_it() -> None:
    rows = [(day, "A" if n == 0 else "", one) for n, (day, _, one) in enumerate(_daily(["5", "6", "7"]))]
    cleaned = _cleaned(*rows, ("2024-01-01", "B", "8"), ("2024-01-02", "", "9"))
    assert [sale.product for sale in cleaned.sales] == ["A", "A", "A", "B", "B"]
    assert {row.reason for row in cleaned.audit} == {"the product stands in a line above"}


def test_a_product_missing_in_a_few_rows_is_not_guessed() -> None:
    rows = _daily(["5", "6", "7", "8"])
    rows[2] = (rows[2][0], "", "7")
    assert _reasons(_cleaned(*rows)) == {4: "the product is missing"}


# --- how it is told


def test_progress_and_seconds_are_told_for_each_step() -> None:
    told: list[tuple[str, int, int]] = []
    cleaned = clean([HEADERS, *_daily(STEADY)], progress=lambda what, done, of: told.append((what, done, of)))
    assert list(dict.fromkeys(what for what, _, _ in told)) == list(cleaned.seconds)
    assert all(done <= of for _, done, of in told)
