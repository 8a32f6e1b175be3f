"""Synonyms of table and column names (rule R2a): one name, one meaning."""

from __future__ import annotations

from itertools import chain

import pytest

from sop_excel.contract import schema, synonyms
from sop_excel.contract.demand_tables import DEMAND_FORMS, SALES_HISTORY
from sop_excel.contract.life_tables import LIFE_FORMS
from sop_excel.contract.synonym_words import AMBIGUOUS, COLUMNS, TABLES
from sop_excel.contract.synonyms import column_meant, columns_possible, name_key, table_meant, table_synonyms

_OWN = {form.name: [column.name for column in (form.long or form).columns] for form in schema.INPUT_TABLES} | {
    SALES_HISTORY.name: ["Date", "Product", "Quantity"]
}


def _keys_of(table: str) -> list[tuple[str, str]]:
    """(key, column) for each synonym, once for each column."""
    return [(key, column) for column, words in COLUMNS[table].items() for key in set(synonyms._keys(words))]


@pytest.mark.parametrize("table", COLUMNS)
def test_no_synonym_means_two_columns_of_a_table(table: str) -> None:
    """A name that stands under two columns would be read as whichever comes last."""
    meant: dict[str, set[str]] = {}
    for key, column in _keys_of(table):
        meant.setdefault(key, set()).add(column)
    assert {key: columns for key, columns in meant.items() if len(columns) > 1} == {}


@pytest.mark.parametrize("table", COLUMNS)
def test_no_synonym_is_the_name_of_another_column(table: str) -> None:
    """The contract's own names mean themselves, and so do names that are left out on purpose."""
    own = {name_key(column): column for column in _OWN[table]}
    wrong = {(key, column) for key, column in _keys_of(table) if own.get(key, column) != column}
    assert wrong == set()
    ambiguous = set(chain.from_iterable(synonyms._keys(words) for words, _ in AMBIGUOUS.get(table, ())))
    assert ambiguous & ({key for key, _ in _keys_of(table)} | set(own)) == set()


def test_synonyms_are_of_columns_that_there_are() -> None:
    """A column that was renamed in the contract takes its synonyms along."""
    for table, columns in COLUMNS.items():
        assert set(columns) <= set(_OWN[table]), table
    for table, lines in AMBIGUOUS.items():
        assert {column for _, words in lines for column in synonyms._names(words)} <= set(_OWN[table])


def test_no_table_name_means_two_tables_or_another_table_of_the_contract() -> None:
    """Neither an input table's nor an output table's: ``Forecast`` is a table of results, no synonym of Demand."""
    forms = (*schema.INPUT_TABLES, *schema.OUTPUT_FORMS, *DEMAND_FORMS, *LIFE_FORMS)
    own = {name_key(form.name): form.name for form in forms}
    meant: dict[str, set[str]] = {}
    for table, words in TABLES.items():
        for key in synonyms._keys(words):
            meant.setdefault(key, set()).add(table)
    assert {key: tables for key, tables in meant.items() if len(tables) > 1} == {}
    assert {key: tables for key, tables in meant.items() if own.get(key, *tables) not in tables} == {}


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("Products", "Artikelnummer", "Product"),
        ("Products", "ART.-NR.", "Product"),
        ("Products", "Stueckkosten", "Production cost"),
        ("Products", "Stückkosten", "Production cost"),
        ("Products", "Coste de producción", "Production cost"),
        ("Products", "COSTE DE PRODUCCION", "Production cost"),
        ("Products", "Coût de stockage", "Holding cost"),
        ("Products", "Estoque de segurança", "Safety stock"),
        ("Products", "Giacenza iniziale", "Initial inventory"),
        ("Products", "Herstellkosten [€/Stk]", "Production cost"),
        ("Products", "Verkaufspreis (EUR)", "Price"),
        ("Products", "Verkaufspreis €", "Price"),
        ("Products", "Production cost (€/unit)", "Production cost"),
        ("Resources", "Capacity (h)", "Capacity"),
        ("Routings", "Zeit pro Stück [Std]", "Usage"),
        ("Demand", "Qté", "Quantity"),
        ("Demand", "Mois", "Period"),
        ("Routings", "Arbeitsplatz", "Resource"),
        ("SalesHistory", "fecha", "Date"),
        ("SalesHistory", "Absatzmenge", "Quantity"),
    ],
)
def test_a_known_name_means_its_column(table: str, header: str, column: str) -> None:
    """Whatever its case, accents, signs and unit."""
    assert column_meant(table, header) == column


@pytest.mark.parametrize("header", ["Kosten", "Cost", "Stock", "Bestand", "Coste", "Mindestbestand", "Einkaufspreis"])
def test_an_ambiguous_name_means_no_column_but_may_mean_several(header: str) -> None:
    """To guess would plan something else."""
    assert column_meant("Products", header) is None
    assert len(columns_possible("Products", header)) > 1


@pytest.mark.parametrize("header", ["Wiederbeschaffungszeit", "Plazo de entrega", "Délai d'approvisionnement"])
def test_a_time_that_programs_give_in_days_is_no_time_in_periods(header: str) -> None:
    """It may be the lead time, once somebody has counted it in periods."""
    assert (column_meant("Products", header), columns_possible("Products", header)) == (None, ("Lead time",))
    assert column_meant("Products", "Durchlaufzeit in Perioden") == "Lead time"


@pytest.mark.parametrize("header", ["Lead time (days)", "Herstellkosten (alt)", "", "Farbe", "()", "(EUR)"])
def test_what_is_no_unit_in_brackets_keeps_a_header_from_being_known(header: str) -> None:
    """A time of days is no time of periods, and an old cost is not the cost."""
    assert column_meant("Products", header) is None


@pytest.mark.parametrize(
    ("header", "possible"),
    [
        ("Lead time (days)", "Lead time"),
        ("Herstellkosten (alt)", "Production cost"),
        ("Holding cost (€/month)", "Holding cost"),
        ("Lagerkosten %", "Holding cost"),
        ("Safety stock €", "Safety stock"),
        ("Safety stock (EUR)", "Safety stock"),
    ],
)
def test_a_known_name_with_a_remark_behind_it_is_asked_about(header: str, possible: str) -> None:
    """Not to say a word of it would leave a cost out."""
    assert (column_meant("Products", header), columns_possible("Products", header)) == (None, (possible,))
    assert columns_possible("Products", "Farbe (alt)") == ()


@pytest.mark.parametrize(
    ("name", "table"),
    [("Nachfrage", "Demand"), ("PRODUCTOS", "Products"), ("Artikel_Stamm", "Products"), ("Ventas", "SalesHistory")],
)
def test_a_known_name_means_its_table(name: str, table: str) -> None:
    """In any case, with or without the underscores that Excel's table names need."""
    assert table_meant(name) == table
    assert name_key(name) in {name_key(one) for one in table_synonyms(table)}
