"""More workbooks made by hand, each with what is easily taken for something else."""

from __future__ import annotations

from tests.adoption.messy import Make, Messy, N, Row, Truth, day, kept_in, sheet

FIXED: list[Make] = []
fixed = kept_in(FIXED)

COSTS: list[Row] = [
    ["Item", "Unit cost", "Holding cost"],
    ["A-1", 5, 0.1],
    ["A-2", 6, 0.2],
    ["A-3", 9, 0.4],
]
COSTED = Truth("Costs", "Products", {"A": "Product", "B": "Production cost", "C": "Holding cost"}, (2, 4))


@fixed
def rows_of_measures() -> Messy:
    """A Spanish S&OP sheet with a row for each measure of a product, its name standing once."""
    rows: list[Row] = [["S&OP 2027 - Familia Sillas"], [], ["Artículo", "Concepto", "ene-27", "feb-27", "mar-27"]]
    for n, code in enumerate(["S-1", "S-2", "S-3"]):
        rows += [
            [code, "Demanda", 100 + n, 110, 120],
            [N, "Producción", 90, 115, 120],
            [N, "Stock final", 10, 15, 15],
        ]
    products: list[Row] = [
        ["Artículo", "Coste unitario", "Stock inicial"],
        ["S-1", 4, 20],
        ["S-2", 5, 10],
        ["S-3", 6, 0],
    ]
    return Messy(
        "rows_of_measures",
        (sheet("Plan", rows), sheet("Maestro", products)),
        (
            Truth("Plan", "Demand", {"A": "Product"}, (4, 10), ("C", "E"), (5, 6, 8, 9)),
            Truth("Maestro", "Products", {"A": "Product", "B": "Production cost", "C": "Initial inventory"}, (2, 4)),
        ),
    )


@fixed
def two_groups_of_periods() -> Messy:
    """Demand and open orders side by side, each with its own merged heading above the same months."""
    rows: list[Row] = [
        [N, "Bedarf", N, N, "Offene Bestellungen", N, N],
        ["Artikelnummer", "Jan 27", "Feb 27", "Mär 27", "Jan 27", "Feb 27", "Mär 27"],
        ["4711", 10, 20, 30, 5, 0, 0],
        ["4712", 11, 21, 31, 0, 6, 0],
        ["4713", 12, 22, 32, 0, 0, 7],
    ]
    return Messy(
        "two_groups_of_periods",
        (sheet("Planung", rows, merged=["B1:D1", "E1:G1"]),),
        (
            Truth("Planung", "Demand", {"A": "Product"}, (3, 5), ("B", "D")),
            Truth("Planung", "Receipts", {"A": "Product"}, (3, 5), ("E", "G")),
        ),
    )


@fixed
def costs_and_stock_apart() -> Messy:
    """Costs on one sheet, stock on another: both are of the products."""
    stock: list[Row] = [["Item", "Stock on hand", "Warehouse"], ["A-1", 10, "W1"], ["A-2", 5, "W1"], ["A-3", 7, "W2"]]
    demand: list[Row] = [["Item", "2027-01", "2027-02"], ["A-1", 1, 2], ["A-2", 3, 4], ["A-3", 5, 6]]
    return Messy(
        "costs_and_stock_apart",
        (sheet("Costs", COSTS), sheet("Stock", stock), sheet("Demand", demand)),
        (
            COSTED,
            Truth("Stock", "Products", {"A": "Product", "B": "Initial inventory"}, (2, 4)),
            Truth("Demand", "Demand", {"A": "Product"}, (2, 4), ("B", "C")),
        ),
    )


@fixed
def demand_in_money() -> Messy:
    """A forecast of revenue is no demand, though its sheet is called so: it is asked."""
    demand: list[Row] = [["Item", "2027-01", "2027-02"], ["A-1", 100, 200], ["A-2", 300, 400], ["A-3", 500, 600]]
    return Messy(
        "demand_in_money",
        (sheet("Costs", COSTS), sheet("Sales forecast", demand, formats={"B2:C4": '"$"#,##0'})),
        (COSTED, Truth("Sales forecast", "Demand", {"A": "Product"}, (2, 4), ("B", "C"))),
        frozenset(["Sales forecast"]),
    )


@fixed
def production_plan_on_the_demand_sheet() -> Messy:
    """Three blocks below one another on the sheet of the demand: only the first is demand."""
    block: list[Row] = [["A-1", 10, 20, 30], ["A-2", 40, 50, 60], ["A-3", 1, 2, 3]]
    rows: list[Row] = []
    for title in ("Demand forecast", "Production plan", "Projected inventory"):
        rows += [[title], ["Item", "Jan-27", "Feb-27", "Mar-27"], *block, []]
    return Messy(
        "production_plan_on_the_demand_sheet",
        (sheet("Costs", COSTS), sheet("Demand", rows)),
        (COSTED, Truth("Demand", "Demand", {"A": "Product"}, (3, 5), ("B", "D"))),
    )


@fixed
def lead_time_in_days() -> Messy:
    """A lead time that is in days, though no header says so, and a cost for a year."""
    rows: list[Row] = [
        ["Artikel", "Stückkosten", "Lagerkosten p.a.", "Wiederbeschaffungszeit", "Bestand 31.12."],
        ["A-1", 5, 1.2, 14, 3],
        ["A-2", 6, 1.4, 21, 4],
    ]
    return Messy(
        "lead_time_in_days",
        (sheet("Artikelstamm", rows),),
        (
            Truth(
                "Artikelstamm", "Products", {"A": "Product", "B": "Production cost", "E": "Initial inventory"}, (2, 3)
            ),
        ),
        frozenset(["Artikelstamm!C", "Artikelstamm!D", "Artikelstamm!E"]),
    )


@fixed
def two_years_of_costs() -> Messy:
    """The same cost for two years: which one counts is the planner's to say."""
    rows: list[Row] = [["SKU", "Unit cost 2026", "Unit cost 2027", "Price"], ["A-1", 5, 6, 9], ["A-2", 6, 7, 11]]
    return Messy(
        "two_years_of_costs",
        (sheet("Products", rows),),
        (Truth("Products", "Products", {"A": "Product", "C": "Production cost", "D": "Price"}, (2, 3)),),
        frozenset(["Products!B", "Products!C"]),
    )


@fixed
def demand_by_customer() -> Messy:
    """Demand with several rows for a product, one a customer."""
    rows: list[Row] = [
        ["Item", "Customer", "Jan 2027", "Feb 2027"],
        ["A-1", "North", 1, 2],
        ["A-1", "South", 3, 4],
        ["A-2", "North", 5, 6],
        ["A-3", "North", 7, 8],
    ]
    return Messy(
        "demand_by_customer",
        (sheet("Costs", COSTS), sheet("Demand", rows)),
        (COSTED, Truth("Demand", "Demand", {"A": "Product"}, (2, 5), ("C", "D"))),
        frozenset(["Demand"]),
    )


@fixed
def subtotals_and_quarters() -> Messy:
    """Families with their sums between the products, and quarters between the months."""
    rows: list[Row] = [
        ["Prévision des ventes"],
        ["Référence", "janvier", "février", "mars", "T1", "avril", "mai", "juin", "T2", "Total"],
        ["F-1", 1, 2, 3, 6, 4, 5, 6, 15, 21],
        ["F-2", 2, 3, 4, 9, 5, 6, 7, 18, 27],
        ["Sous-total famille A", 3, 5, 7, 15, 9, 11, 13, 33, 48],
        ["G-1", 3, 4, 5, 12, 6, 7, 8, 21, 33],
        ["G-2", 4, 5, 6, 15, 7, 8, 9, 24, 39],
        ["Sous-total famille B", 7, 9, 11, 27, 13, 15, 17, 45, 72],
        ["Total général", 10, 14, 18, 42, 22, 26, 30, 78, 120],
    ]
    return Messy(
        "subtotals_and_quarters",
        (sheet("Prévisions", rows),),
        (Truth("Prévisions", "Demand", {"A": "Product"}, (3, 7), ("B", "H"), (5,), ("E",)),),
    )


@fixed
def blank_columns_and_dates() -> Messy:
    """Headers that are dates, blank cells behind the products and below the headers, a note on the right."""
    rows: list[Row] = [
        [],
        [N, "Item", N, day(2027, 1), day(2027, 2), day(2027, 3), N, N, "checked by Ann"],
        [],
        [N, "A-1", N, 10, 20, 30],
        [N, "A-2", N, 40, 50, 60],
        [N, "A-3", N, 70, 80, 90],
    ]
    return Messy(
        "blank_columns_and_dates",
        (sheet("Costs", COSTS), sheet("Demand plan", rows)),
        (COSTED, Truth("Demand plan", "Demand", {"B": "Product"}, (4, 6), ("D", "F"))),
    )


@fixed
def code_and_name_both_called_article() -> Messy:
    """A number and a name of the article, and demand by its number."""
    products: list[Row] = [
        ["Artikel", "Artikelnummer", "Herstellkosten"],
        ["Schraube lang", "S-100", 1.5],
        ["Schraube kurz", "S-200", 1.2],
    ]
    demand: list[Row] = [["Artikelnummer", "KW 1", "KW 2"], ["S-100", 5, 6], ["S-200", 7, 8]]
    return Messy(
        "code_and_name_both_called_article",
        (sheet("Artikel", products), sheet("Bedarf", demand)),
        (
            Truth("Artikel", "Products", {"B": "Product", "C": "Production cost"}, (2, 3)),
            Truth("Bedarf", "Demand", {"A": "Product"}, (2, 3), ("B", "C")),
        ),
    )


@fixed
def long_list_of_measures() -> Messy:
    """A long list with demand and stock in it: added up they would be neither."""
    rows: list[Row] = [["Item", "Measure", "Month", "Quantity"]]
    rows += [
        [code, what, f"2027-0{m}", 5 + m]
        for code in ("A-1", "A-2", "A-3")
        for what in ("Demand", "Stock")
        for m in (1, 2)
    ]
    return Messy(
        "long_list_of_measures",
        (sheet("Costs", COSTS), sheet("Forecast", rows)),
        (COSTED, Truth("Forecast", "Demand", {"A": "Product", "C": "Period", "D": "Quantity"}, (2, 13))),
        frozenset(["Forecast"]),
    )


@fixed
def history_of_days() -> Messy:
    """An export of sales by day: a history, not demand."""
    rows: list[Row] = [["Fecha", "Referencia", "Cantidad vendida"]]
    rows += [[day(2026, 1 + n // 28, 1 + n % 28), ("R-1", "R-2")[n % 2], 3 + n % 5] for n in range(90)]
    return Messy(
        "history_of_days",
        (sheet("Ventas", rows),),
        (Truth("Ventas", "SalesHistory", {"A": "Date", "B": "Product", "C": "Quantity"}, (2, 91)),),
    )


@fixed
def months_down_products_across() -> Messy:
    """A row for each month and a column for each product, with a sum behind them."""
    rows: list[Row] = [
        ["Demand forecast"],
        ["Month", "A-1", "A-2", "A-3", "Total"],
        ["Jan-27", 1, 2, 3, 6],
        ["Feb-27", 4, 5, 6, 15],
        ["Mar-27", 7, 8, 10, 25],
    ]
    columns = {"A": "Period", "B": "Quantity", "C": "Quantity", "D": "Quantity"}
    return Messy(
        "months_down_products_across",
        (sheet("Costs", COSTS), sheet("Plan", rows)),
        (COSTED, Truth("Plan", "Demand", columns, (3, 5))),
    )


@fixed
def capacity_of_lines_by_week() -> Messy:
    """Lines with their rate, and the hours of each in each week."""
    lines: list[Row] = [["Linie", "Stundensatz"], ["L1", 30], ["L2", 40]]
    hours: list[Row] = [["Linie", "KW 1", "KW 2"], ["L1", 100, 80], ["L2", 120, 90]]
    return Messy(
        "capacity_of_lines_by_week",
        (sheet("Linien", lines), sheet("Kapazität", hours)),
        (
            Truth("Linien", "Resources", {"A": "Resource", "B": "Cost"}, (2, 3)),
            Truth("Kapazität", "Capacity", {"A": "Resource"}, (2, 3), ("B", "C")),
        ),
    )


@fixed
def parameters_of_another_program() -> Messy:
    """A list called as our settings are, with parameters that are none of them: it is left alone."""
    rows: list[Row] = [["Parameter", "Wert"], ["Währung", "EUR"], ["Horizont", 12], ["Version", 3]]
    return Messy("parameters_of_another_program", (sheet("Costs", COSTS), sheet("Parameter", rows)), (COSTED,))


@fixed
def costs_for_a_hundred() -> Messy:
    """A cost for a hundred pieces and a holding cost in per cent: neither is taken for a cost of one unit."""
    rows: list[Row] = [
        ["Artikelnummer", "Herstellkosten je 100 Stk", "Lagerkosten %", "VK"],
        ["P-1", 100, 0.2, 3],
        ["P-2", 200, 0.2, 4],
    ]
    return Messy(
        "costs_for_a_hundred",
        (sheet("Artikel", rows, formats={"C2:C3": "0%"}),),
        (Truth("Artikel", "Products", {"A": "Product", "D": "Price"}, (2, 3)),),
        frozenset(["Artikel!B", "Artikel!C"]),
    )


@fixed
def plants_and_padded_codes() -> Messy:
    """An inventory list of SAP: plants and storage locations are codes, not quantities."""
    rows: list[Row] = [
        ["Werk", "Material", "LgOrt", "Frei verwendbar", "Herstellkosten"],
        ["1000", "000123", "0001", 10, 2.5],
        ["1000", "000124", "0002", 20, 3.5],
        ["1000", "000125", "0001", 30, 4.5],
    ]
    return Messy(
        "plants_and_padded_codes",
        (sheet("MARD", rows),),
        (Truth("MARD", "Products", {"B": "Product", "D": "Initial inventory", "E": "Production cost"}, (2, 4)),),
    )


@fixed
def numbers_in_several_units() -> Messy:
    """Costs in two currencies and stock in pieces and boxes: no one number."""
    rows: list[Row] = [
        ["Item", "Unit cost", "On hand", "Price"],
        ["A", "10 €", "5 pcs", 20],
        ["B", "12 $", "6 boxes", 21],
        ["C", "12 €", "6 pcs", 22],
    ]
    columns = {"A": "Product", "B": "Production cost", "C": "Initial inventory", "D": "Price"}
    return Messy(
        "numbers_in_several_units",
        (sheet("Items", rows),),
        (Truth("Items", "Products", columns, (2, 4)),),
        frozenset(["Items!B", "Items!C"]),
    )


@fixed
def a_sheet_for_each_family() -> Messy:
    """Demand on a sheet for each family, all of the same form."""
    one: list[Row] = [["Item", "Jan", "Feb"], ["A-1", 1, 2], ["A-2", 3, 4]]
    two: list[Row] = [["Item", "Jan", "Feb"], ["A-3", 5, 6]]
    return Messy(
        "a_sheet_for_each_family",
        (sheet("Costs", COSTS), sheet("Demand Family 1", one), sheet("Demand Family 2", two)),
        (
            COSTED,
            Truth("Demand Family 1", "Demand", {"A": "Product"}, (2, 3), ("B", "C")),
            Truth("Demand Family 2", "Demand", {"A": "Product"}, (2, 2), ("B", "C")),
        ),
    )


@fixed
def stock_in_money() -> Messy:
    """What the stock is worth is not how much there is."""
    rows: list[Row] = [["Referencia", "Coste unitario", "Stock inicial"], ["A-1", 5, 500], ["A-2", 6, 600]]
    return Messy(
        "stock_in_money",
        (sheet("Productos", rows, formats={"C2:C3": "#,##0 €"}),),
        (Truth("Productos", "Products", {"A": "Product", "B": "Production cost", "C": "Initial inventory"}, (2, 3)),),
        frozenset(["Productos!C"]),
    )


@fixed
def thousands_in_the_title_and_below_the_headers() -> Messy:
    """Numbers that are thousands, said in a title here and in a row of units there: planned with as asked alone."""
    demand: list[Row] = [
        ["Absatzplan (in Tsd. Stück)"],
        ["Artikel", "Jan 27", "Feb 27"],
        ["A-1", 1.5, 2],
        ["A-2", 3, 4],
    ]
    products: list[Row] = [["Artikel", "Herstellkosten", "Preis"], [N, "k€", "EUR"], ["A-1", 1, 2], ["A-2", 3, 4]]
    return Messy(
        "thousands_in_the_title_and_below_the_headers",
        (sheet("Plan", demand), sheet("Artikelstamm", products)),
        (
            Truth("Plan", "Demand", {"A": "Product"}, (3, 4), ("B", "C")),
            Truth("Artikelstamm", "Products", {"A": "Product", "B": "Production cost", "C": "Price"}, (3, 4)),
        ),
        frozenset(["Plan", "Artikelstamm!B"]),
    )


@fixed
def shares_and_minutes() -> Messy:
    """Per cents of the demand are none, and minutes are no hours: both are asked."""
    demand: list[Row] = [["Item", "Jan 27", "Feb 27"], ["A-1", 0.5, 0.6], ["A-2", 0.5, 0.4], ["A-3", 0, 0]]
    routing: list[Row] = [["Item", "Machine", "Run time (min)"], ["A-1", "M1", 3.5], ["A-1", "M2", 4], ["A-2", "M1", 1]]
    return Messy(
        "shares_and_minutes",
        (sheet("Costs", COSTS), sheet("Demand", demand, formats={"B2:C4": "0%"}), sheet("Routing", routing)),
        (
            COSTED,
            Truth("Demand", "Demand", {"A": "Product"}, (2, 4), ("B", "C")),
            Truth("Routing", "Routings", {"A": "Product", "B": "Resource"}, (2, 4)),
        ),
        frozenset(["Demand", "Routing!C"]),
    )
