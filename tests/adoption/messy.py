"""Workbooks as planners and their programs make them, as raw sheets, with the truth about what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sop_excel.domain.table import DateValue, Value
from sop_excel.spreadsheet.areas import parse_area
from sop_excel.spreadsheet.raw_sheet import RawSheet, RawTable

Row = Sequence[Value]


@dataclass(frozen=True)
class Truth:
    """A table that is in a workbook: on which sheet, which column (by its letter) means what, and its data rows.

    ``periods`` are the letters of the first and the last column of periods, ``no_periods`` of those between that are
    none.
    """

    sheet: str
    table: str
    columns: Mapping[str, str]
    rows: tuple[int, int]
    periods: tuple[str, str] | None = None
    left_out: tuple[int, ...] = ()
    no_periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Messy:
    """A workbook with its truth; what ``may_ask`` names cannot be known without asking."""

    name: str
    sheets: tuple[RawSheet, ...]
    truths: tuple[Truth, ...]
    may_ask: frozenset[str] = frozenset()


def day(year: int, month: int, date: int = 1, shown: str = "") -> DateValue:
    """A date cell."""
    moment = datetime(year, month, date)
    return DateValue(moment, shown or f"{moment:%d.%m.%Y}")


def sheet(
    name: str,
    rows: Iterable[Row],
    merged: Iterable[str] = (),
    tables: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    formulas: Iterable[tuple[int, int]] = (),
    is_text: bool = False,
) -> RawSheet:
    """A sheet from A1 on; whole numbers are numbers too."""
    cells = [[float(v) if isinstance(v, int) and not isinstance(v, bool) else v for v in row] for row in rows]
    codes = {
        (row, column): code
        for area, code in (formats or {}).items()
        for row in range(parse_area(area).top, parse_area(area).bottom + 1)
        for column in range(parse_area(area).left, parse_area(area).right + 1)
    }
    return RawSheet(
        name,
        cells,
        tuple(map(parse_area, merged)),
        tuple(RawTable(table, parse_area(area)) for table, area in (tables or {}).items()),
        {key: parse_area(area) for key, area in (names or {}).items()},
        frozenset(formulas),
        codes,
        is_text=is_text,
    )


N = None
Make = Callable[[], Messy]
FIXED: list[Make] = []


def kept_in(books: list[Make]) -> Callable[[Make], Make]:
    """A decorator that keeps a workbook made by hand in a list."""

    def keep(make: Make) -> Make:
        books.append(make)
        return make

    return keep


fixed = kept_in(FIXED)


@fixed
def sap_export() -> Messy:
    """An export of a German SAP: a preamble, headers below a blank row, numbers as texts, minus behind, sums last."""
    rows: list[Row] = [
        ["Materialbedarfsübersicht", N, N, N, N, N],
        ["Werk:", "1000", N, "Datum:", "27.11.2026", N],
        ["Selektion: alle Materialien", N, N, N, N, N],
        [],
        ["Material", "Materialkurztext", "BME", "2027M01", "2027M02", "2027M03"],
        ["000000000010000123", "Pumpe 12V", "ST", "1.234", "1.100", "980,5"],
        ["000000000010000124", "Pumpe 24V", "ST", "500", "510", "15-"],
        ["000000000010000125", "Ventil", "ST", "70", "80", "90"],
        ["Gesamt", N, N, "1.804", "1.690", "1.055,5"],
    ]
    truth = Truth("Bedarf", "Demand", {"A": "Product"}, (6, 8), ("D", "F"), (9,))
    return Messy("sap_export", (sheet("Bedarf", rows),), (truth,))


@fixed
def spanish_sop() -> Messy:
    """A Spanish sheet with the year above the months, units below them, and costs on another sheet."""
    months = ["ene", "feb", "mar", "abr"]
    demand: list[Row] = [
        ["Plan de demanda - Planta Zaragoza"],
        [],
        [N, N, 2027, N, N, N, 2028, N],
        ["Referencia", "Descripción", *months, "ene", "feb"],
        ["ZA-100", "Silla roble", 120, 130, 125, 140, 150, 155],
        ["ZA-200", "Mesa roble", 60, 65, 70, 75, 80, 85],
        ["ZA-300", "Banco pino", 30, 35, 30, 35, 30, 35],
        ["Total", N, 210, 230, 225, 250, 260, 275],
        [],
        ["Notas: la demanda de ZA-300 es provisional"],
    ]
    costs: list[Row] = [
        ["Costes estándar 2027"],
        [
            "Referencia",
            "Descripción",
            "Coste de producción",
            "Coste de almacenaje",
            "Stock inicial",
            "Stock de seguridad",
        ],
        [N, N, "€/ud", "€/ud/mes", "uds", "uds"],
        ["ZA-100", "Silla roble", 42.5, 0.8, 100, 20],
        ["ZA-200", "Mesa roble", 110, 2.1, 40, 10],
        ["ZA-300", "Banco pino", 35, 0.6, 25, 5],
    ]
    return Messy(
        "spanish_sop",
        (
            sheet("Demanda", demand, merged=["C3:F3", "G3:H3"]),
            sheet("Costes", costs, formats={"C4:D6": '#,##0.00 "€"'}),
        ),
        (
            Truth("Demanda", "Demand", {"A": "Product"}, (5, 7), ("C", "H"), (8,)),
            Truth(
                "Costes",
                "Products",
                {
                    "A": "Product",
                    "B": "Description",
                    "C": "Production cost",
                    "D": "Holding cost",
                    "E": "Initial inventory",
                    "F": "Safety stock",
                },
                (4, 6),
            ),
        ),
    )


@fixed
def german_costs() -> Messy:
    """A German cost sheet with one column that may be several costs, and demand in weeks."""
    costs: list[Row] = [
        ["Artikelnummer", "Bezeichnung", "Herstellkosten", "Kosten", "Anfangsbestand", "Lieferant"],
        ["4711", "Schraube", 1.2, 0.1, 500, "Meier"],
        ["4712", "Mutter", 0.8, 0.05, 400, "Huber"],
        ["4713", "Scheibe", 0.2, 0.01, 900, "Huber"],
    ]
    weeks: list[Row] = [
        ["Absatzplan", N, N, N, N],
        ["Artikelnummer", "KW 3", "KW 4", "KW 5", "Summe"],
        ["4711", 100, 110, 120, 330],
        ["4712", 90, 80, 85, 255],
        ["4713", 300, 310, 305, 915],
        ["Summe", 490, 500, 510, 1500],
    ]
    columns = {
        "A": "Product",
        "B": "Description",
        "C": "Production cost",
        "D": "Holding cost",
        "E": "Initial inventory",
    }
    return Messy(
        "german_costs",
        (sheet("Stammdaten", costs, formats={"C2:D4": '#,##0.00\\ "€"'}), sheet("Absatzplan", weeks)),
        (
            Truth("Stammdaten", "Products", columns, (2, 4)),
            Truth("Absatzplan", "Demand", {"A": "Product"}, (3, 5), ("B", "D"), (6,)),
        ),
        frozenset(["Stammdaten!D"]),
    )


@fixed
def french_pivot() -> Messy:
    """A French PivotTable pasted as values, with totals both ways, and a list of costs beside it."""
    rows: list[Row] = [
        ["Somme de Quantité", "Étiquettes de colonnes", N, N, N, N, N, N, N],
        [
            "Étiquettes de lignes",
            "janv.-27",
            "févr.-27",
            "mars-27",
            "Total général",
            N,
            "Code article",
            "Coût unitaire",
            "Coût de stockage",
        ],
        ["REF-01", 12, 14, 16, 42, N, "REF-01", 3.5, 0.2],
        ["REF-02", 22, 24, 26, 72, N, "REF-02", 4.5, 0.3],
        ["REF-03", 5, 5, 6, 16, N, "REF-03", 9, 0.5],
        ["Total général", 39, 43, 48, 130, N, N, N, N],
    ]
    return Messy(
        "french_pivot",
        (sheet("Prévisions de ventes", rows),),
        (
            Truth("Prévisions de ventes", "Demand", {"A": "Product"}, (3, 5), ("B", "D"), (6,)),
            Truth(
                "Prévisions de ventes",
                "Products",
                {"G": "Product", "H": "Production cost", "I": "Holding cost"},
                (3, 5),
            ),
        ),
    )


@fixed
def italian_one_sheet() -> Messy:
    """One Italian sheet for all: costs, stock and demand side by side in one range."""
    rows: list[Row] = [
        ["Piano di vendita 2027 - tutti i dati", N, N, N, N, N, N, N],
        [],
        [
            "Codice articolo",
            "Descrizione",
            "Costo di produzione",
            "Costo di magazzino",
            "Giacenza iniziale",
            "gen 27",
            "feb 27",
            "mar 27",
        ],
        ["AX1", "Lampada", 12.5, 0.3, 20, 40, 42, 44],
        ["AX2", "Tavolo", 55, 1.5, 5, 10, 12, 9],
        ["AX3", "Sedia", 22, 0.7, 12, 30, 33, 31],
    ]
    return Messy(
        "italian_one_sheet",
        (sheet("Foglio1", rows),),
        (
            Truth(
                "Foglio1",
                "Products",
                {
                    "A": "Product",
                    "B": "Description",
                    "C": "Production cost",
                    "D": "Holding cost",
                    "E": "Initial inventory",
                },
                (4, 6),
            ),
            Truth("Foglio1", "Demand", {"A": "Product"}, (4, 6), ("F", "H")),
        ),
    )


@fixed
def portuguese_long() -> Messy:
    """A Portuguese long export of forecasts with quantities as texts, and a price list."""
    rows: list[Row] = [["Código do produto", "Mês", "Quantidade prevista", "Vendedor"]]
    rows += [
        [code, f"{month:02}/2027", f"{q * 1000 + 5:,}".replace(",", "."), "Silva"]
        for code, q in (("PT-1", 1), ("PT-2", 2))
        for month in (1, 2, 3)
    ]
    rows += [["PT-3", f"{month:02}/2027", "12,5", "Souza"] for month in (1, 2, 3)]
    products: list[Row] = [
        ["Código do produto", "Custo unitário (R$/un)", "Custo de armazenagem", "Preço de venda", "Estoque inicial"],
        ["PT-1", 10, 1, 25, 0],
        ["PT-2", 12, 1.5, 29, 10],
        ["PT-3", 8, 0.5, 15, 4],
    ]
    return Messy(
        "portuguese_long",
        (sheet("Previsão", rows), sheet("Produtos", products)),
        (
            Truth("Previsão", "Demand", {"A": "Product", "B": "Period", "C": "Quantity"}, (2, 10)),
            Truth(
                "Produtos",
                "Products",
                {"A": "Product", "B": "Production cost", "C": "Holding cost", "D": "Price", "E": "Initial inventory"},
                (2, 4),
            ),
        ),
    )


@fixed
def english_table1() -> Messy:
    """An English workbook with Excel Tables called Table1 and Table2, dates as headers' texts, a line's capacity."""
    items: list[Row] = [
        [],
        [N, "SKU", "Family", "Unit cost", "Carrying cost", "On hand"],
        [N, "A-1", "Fast", 5, 0.1, 30],
        [N, "A-2", "Fast", 6, 0.2, 20],
        [N, "B-1", "Slow", 9, 0.4, 10],
    ]
    forecast: list[Row] = [
        ["SKU", "Jan-27", "Feb-27", "Mar-27", "Total"],
        ["A-1", 10, 20, 30, 60],
        ["A-2", 15, 15, 15, 45],
        ["B-1", 1, 2, 3, 6],
    ]
    lines: list[Row] = [
        ["Work center", "Available hours", "Hourly rate", "Overtime rate"],
        ["L1", 160, 20, 30],
        ["L2", 120, 22, 33],
    ]
    routing: list[Row] = [
        ["Item", "Work center", "Hours per unit"],
        ["A-1", "L1", 0.5],
        ["A-2", "L1", 0.6],
        ["B-1", "L2", 1.5],
    ]
    return Messy(
        "english_table1",
        (
            sheet("Items", items, tables={"Table1": "B2:F5"}),
            sheet("Forecast", forecast, tables={"Table2": "A1:E4"}),
            sheet("Lines", lines),
            sheet("Routing", routing),
        ),
        (
            Truth(
                "Items",
                "Products",
                {"B": "Product", "C": "Group", "D": "Production cost", "E": "Holding cost", "F": "Initial inventory"},
                (3, 5),
            ),
            Truth("Forecast", "Demand", {"A": "Product"}, (2, 4), ("B", "D")),
            Truth("Lines", "Resources", {"A": "Resource", "B": "Capacity", "C": "Cost", "D": "Overtime cost"}, (2, 3)),
            Truth("Routing", "Routings", {"A": "Product", "B": "Resource", "C": "Usage"}, (2, 4)),
        ),
    )
