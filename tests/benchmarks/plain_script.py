"""The peer of the benchmarks: a plain script with pandas, PuLP and openpyxl, for the tables that they use."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import openpyxl
import pandas as pd
import pulp


def table(book: Any, name: str) -> pd.DataFrame:
    """A table of the workbook; an empty one where it is not there."""
    for sheet in book:
        if name in sheet.tables:
            header, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
            return pd.DataFrame(rows, columns=header).dropna(how="all")
    return pd.DataFrame()


def number(row: Any, column: str, blank: float = 0.0) -> float:
    """A cell's number, or what a blank means."""
    value = row.get(column)
    return blank if value is None or pd.isna(value) else float(value)


def main(source: str, target: str) -> None:
    """Read, solve, write."""
    warnings.simplefilter("ignore", DeprecationWarning)  # of PuLP's own classic interface
    book = openpyxl.load_workbook(source)
    products: Any = table(book, "Products").set_index("Product")
    demand: Any = table(book, "Demand").set_index("Product").fillna(0)
    resources, routings = table(book, "Resources"), table(book, "Routings")
    periods = list(demand.columns)
    lp = pulp.LpProblem("plan", pulp.LpMinimize)
    index = [(i, t) for i in range(len(products)) for t in range(len(periods))]
    x = pulp.LpVariable.dicts("x", index, lowBound=0)
    s = pulp.LpVariable.dicts("s", index, lowBound=0)
    o: Any = {}
    cost: list[Any] = []
    for i, (code, row) in enumerate(products.iterrows()):
        mean = demand.loc[code].mean()
        floor = max(number(row, "Safety stock"), number(row, "Safety stock periods") * mean)
        before: Any = number(row, "Initial inventory")
        for t, period in enumerate(periods):
            lp += s[i, t] == before + x[i, t] - float(demand.loc[code, period])
            lp += s[i, t] >= floor
            lp += s[i, t] <= number(row, "Max inventory", 1e9)
            lp += x[i, t] <= number(row, "Max production", 1e9)
            cost.append(number(row, "Production cost") * x[i, t] + number(row, "Holding cost") * s[i, t])
            before = s[i, t]
    place = {code: i for i, code in enumerate(products.index)}
    for r, row in resources.iterrows():
        users = [
            (place[u["Product"]], u["Usage"]) for _, u in routings[routings["Resource"] == row["Resource"]].iterrows()
        ]
        for t in range(len(periods)):
            o[r, t] = pulp.LpVariable(f"o_{r}_{t}", 0, None if number(row, "Overtime cost") else 0)
            lp += pulp.lpSum(a * x[i, t] for i, a in users) <= number(row, "Capacity", 1e9) + o[r, t]
            cost.append(number(row, "Overtime cost") * o[r, t])
    lp += pulp.lpSum(cost)
    lp.solve(pulp.PULP_CBC_CMD(msg=False))
    sheet = book.create_sheet("Production plan")
    sheet.append(["Product", *periods])
    for i, code in enumerate(products.index):
        sheet.append([code, *(x[i, t].value() for t in range(len(periods)))])
    sheet.append(["Total cost", pulp.value(lp.objective)])
    book.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
