"""Headers that are synonyms of the contract's, or that table Mapping has decided about (rule R2a)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sop_excel.domain.table import Table, Value
from sop_excel.sheets.own_names import called_tables
from tests.tables import errors_of, read, table, warnings_of

DEMAND = table("Demand", ["Product", "Jan"], ["A", 10.0])
GERMAN = table("Products", ["Artikelnummer", "Herstellkosten", "Lagerkosten"], ["A", 5.0, 1.0], sheet="Stamm")


def book(*tables: Table) -> dict[str, Table]:
    """The tables of a workbook by their names, and nothing added to them."""
    return {table.name: table for table in tables}


def test_synonyms_are_read_with_one_note_for_the_table() -> None:
    """It says which header was read as what, with the unit that the numbers are taken to have."""
    tables = book(GERMAN, DEMAND)
    problem = read(tables)
    assert (problem.products.production_cost.tolist(), problem.products.holding_cost.tolist()) == ([[5.0]], [[1.0]])
    assert warnings_of(tables) == [
        (
            "Stamm!A1: Products: expected the names of the contract, found 'Artikelnummer', read as Product, "
            "'Herstellkosten', read as Production cost (money / unit) and 'Lagerkosten', read as Holding cost "
            "(money / unit / period); nothing to do if that is what they mean; if not, rename the column or the table"
        )
    ]


@pytest.mark.parametrize(
    ("language", "headers"),
    [
        ("en", ["SKU", "Unit cost", "Carrying cost"]),
        ("es", ["Artículo", "Coste de producción", "Coste de almacenamiento"]),
        ("de", ["Art.-Nr.", "Stueckkosten", "Lagerhaltungskosten"]),
        ("fr", ["Référence", "Coût de production", "Coût de stockage"]),
        ("pt", ["Código do produto", "Custo de produção", "Custo de armazenagem"]),
        ("it", ["Codice articolo", "Costo di produzione", "Costo di magazzino"]),
    ],
)
def test_a_cost_sheet_in_any_of_six_languages_is_the_same_problem(language: str, headers: list[str]) -> None:
    """What was planned "optimal, proved: 0.00 EUR" before."""
    english = read(book(table("Products", ["Product", "Production cost", "Holding cost"], ["A", 5.0, 1.0]), DEMAND))
    other = read(book(table("Products", headers, ["A", 5.0, 1.0]), DEMAND))
    for key in ("production_cost", "holding_cost"):
        assert other.products[key].tolist() == english.products[key].tolist(), language


def test_a_column_s_own_name_wins_over_a_synonym() -> None:
    """Wherever the two stand; the other column is the planner's own."""
    products = table("Products", ["Product", "Herstellkosten", "Production cost", "SKU"], ["A", 5.0, 4.0, "x"])
    assert read(book(products, DEMAND)).products.production_cost.tolist() == [[4.0]]
    assert warnings_of(book(products, DEMAND)) == []


def test_two_synonyms_of_one_column_are_an_error_that_names_both() -> None:
    """To take one of them would be a guess; with another name for one of them there is none."""
    products = table("Products", ["Product", "Herstellkosten", "Stückkosten"], ["A", 5.0, 4.0])
    (line,) = errors_of(book(products, DEMAND))
    assert line == (
        "Products!C1: Products[Stückkosten]: expected one column for Production cost, found 'Stückkosten' here and "
        "'Herstellkosten' in Products!B1, which means the same; rename the one of the two that is not meant"
    )
    products = table("Products", ["Product", "Herstellkosten", "Alte Stückkosten"], ["A", 5.0, 4.0])
    assert read(book(products, DEMAND)).products.production_cost.tolist() == [[5.0]]


@pytest.mark.parametrize(
    ("header", "first"), [("Bestand", "Initial inventory"), ("Losgröße", "Min lot"), ("Plazo de entrega", "Lead time")]
)
def test_an_ambiguous_header_is_not_read_and_says_what_it_may_mean(header: str, first: str) -> None:
    """Beside the column that it means most often it is the planner's own."""
    products = table("Products", ["Product", "Production cost", header], ["A", 5.0, 0.0])
    (line,) = warnings_of(book(products, DEMAND))
    unit = "whole periods" if first == "Lead time" else "units"
    one = "" if first == "Lead time" else "one of "
    assert f"found '{header}'; rename it if it is {one}{first} ({unit})" in line
    assert line.endswith("; as it stands it is not read")
    products = table("Products", ["Product", "Production cost", header, first], ["A", 5.0, 7.0, 0.0])
    assert warnings_of(book(products, DEMAND)) == []


def _decided(headers: list[str], values: list[Value], **columns: str) -> Table:
    names = {header.replace("_", " "): column for header, column in columns.items()}
    return replace(table("Products", headers, values), decided=names)


def test_what_was_decided_about_a_header_is_obeyed() -> None:
    """A header that means nothing by itself, and one of the contract's that is not to be read; without a note."""
    products = _decided(
        ["Product", "Kst/Stk", "Safety stock"],
        ["A", 5.0, 99.0],
        **{"Kst/Stk": "Production cost", "Safety stock": ""},
    )
    problem = read(book(products, DEMAND))
    assert problem.products.production_cost.tolist() == [[5.0]]
    assert problem.products.safety_stock.tolist() == [[0.0]]
    assert warnings_of(book(products, DEMAND)) == []


def test_a_decided_header_and_the_column_s_own_name_are_an_error_that_names_both() -> None:
    """Mapping says one thing, the header another."""
    products = _decided(["Product", "Kst", "Production cost"], ["A", 5.0, 6.0], Kst="Production cost")
    (line,) = errors_of(book(products, DEMAND))
    assert "found 'Production cost' here and 'Kst' in Products!B1, which means the same" in line
    good = _decided(["Product", "Kst", "Production cost"], ["A", 5.0, 6.0], Kst="Production cost", Production_cost="")
    assert read(book(good, DEMAND)).products.production_cost.tolist() == [[5.0]]


def test_a_column_of_a_wide_table_that_is_not_to_be_read_is_no_period() -> None:
    """Without a note, since somebody has decided it."""
    demand = table("Demand", ["Product", "Jan", "Last year"], ["A", 10.0, 9.0])
    products = table("Products", ["Product", "Production cost"], ["A", 5.0])
    assert read(book(products, demand)).periods == ("Jan", "Last year")
    demand = replace(demand, decided={"Last year": ""})
    assert read(book(products, demand)).periods == ("Jan",)
    assert warnings_of(book(products, demand)) == []


def test_messages_name_the_table_as_the_workbook_does() -> None:
    """A table called Produkte is told of as that, and the note says what it was read as."""
    products = table("Produkte", ["Product", "Production cost"], ["A", -5.0], sheet="Stamm")
    (line,) = errors_of({"Products": products, "Demand": DEMAND})
    assert line.startswith("Stamm!B2: Produkte[Production cost]: expected a number >= 0, found -5")
    good = table("Produkte", ["Product", "Production cost"], ["A", 5.0], sheet="Stamm")
    (note,) = warnings_of({"Products": good, "Demand": DEMAND})
    assert note.startswith("Stamm!A1: Produkte: expected the names of the contract, found table 'Produkte', read as ")


def test_without_a_cost_nothing_is_planned_and_the_headers_are_named() -> None:
    """A price is no cost; a cost of 0 is one, since somebody has said so."""
    products = table("Products", ["Product", "Kst", "Price", "Initial inventory"], ["A", 5.0, 9.0, 0.0])
    (line,) = errors_of({"Products": products, "Demand": DEMAND})
    assert line == (
        "Products!A1: Products: expected a column that is a cost, such as Production cost or Holding cost, found none "
        "among the headers 'Product', 'Kst', 'Price' and 'Initial inventory'; head the column of your costs so, or let "
        "sop-excel adopt find it"
    )
    good = table("Products", ["Product", "Kst", "Price", "Holding cost"], ["A", 5.0, 9.0, 0.0])
    assert errors_of({"Products": good, "Demand": DEMAND}) == []


def test_a_cost_by_period_is_a_cost() -> None:
    """Somebody who states all costs in PeriodData has stated them."""
    products = table("Products", ["Product", "Safety stock"], ["A", 0.0])
    costs = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Production cost", "A", "Jan", 5.0])
    assert errors_of({"Products": products, "Demand": DEMAND, "PeriodData": costs}) == []
    stock = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Safety stock", "A", "Jan", 5.0])
    assert len(errors_of({"Products": products, "Demand": DEMAND, "PeriodData": stock})) == 1


def test_the_contract_s_own_name_with_a_unit_behind_it_is_read_with_a_note() -> None:
    """One with another unit is not, and the warning says so: a cost left out would be a free product."""
    products = table("Products", ["Product *", "Production cost (EUR/unit)", "Lead time (days)"], ["A", 5.0, 14.0])
    problem = read(book(products, DEMAND))
    assert (problem.products.production_cost.tolist(), problem.products.lead_time.tolist()) == ([[5.0]], [0.0])
    told = warnings_of(book(products, DEMAND))
    assert "'Production cost (EUR/unit)', read as Production cost (money / unit); nothing to do" in told[0]
    assert told[1].endswith("rename it if it is Lead time (whole periods); as it stands it is not read")


@pytest.mark.parametrize(
    ("name", "headers", "row", "meant"),
    [
        ("Limites", ["Límite", "Medida", "Máximo"], ["Contrato", None, 5.0], "limits"),
        ("Rutas_alternativas", ["Producto", "Ruta", "Coste de producción"], ["A", "Noche", 2.0], "routes"),
        ("Limit", ["Limit", "Max"], ["Contract", 5.0], "limits"),
    ],
)
def test_the_tables_of_limits_and_routes_have_other_names_too(
    name: str, headers: list[str], row: list[Value], meant: str
) -> None:
    """Else a limit would not be kept, and nobody would hear of it."""
    products = table("Products", ["Product", "Production cost"], ["A", 5.0])
    found = table(name, headers, row)
    names, _ = called_tables(["Products", "Demand", name], lambda some, _: {name: found} if name in some else {})
    by_ours = {called: one for called, whole in names.items() for one in (products, DEMAND, found) if one.name == whole}
    assert len(read(by_ours).items(meant)) == 1
