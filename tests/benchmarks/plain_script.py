"""The peer of the benchmarks: a plain script with pandas, PuLP and openpyxl, for the tables that they use."""

from __future__ import annotations

import math
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


def bound(most: float) -> float | None:
    """An upper bound as PuLP takes it."""
    return None if math.isinf(most) else most


def main(source: str, target: str) -> None:
    """Read, solve, write."""
    warnings.simplefilter("ignore", DeprecationWarning)  # of PuLP's own classic interface
    book = openpyxl.load_workbook(source)
    products: Any = table(book, "Products").set_index("Product")
    demand: Any = table(book, "Demand").set_index("Product").fillna(0)
    resources, routings = table(book, "Resources"), table(book, "Routings")
    periods = list(demand.columns)
    lp = pulp.LpProblem("plan", pulp.LpMinimize)
    x, s, cost = [], [], list[Any]()
    for i, (code, row) in enumerate(products.iterrows()):
        wanted = [float(value) for value in demand.loc[code]]
        mean = sum(wanted) / len(wanted)
        floor = max(number(row, "Safety stock"), number(row, "Safety stock periods") * mean)
        most, room = number(row, "Max production", math.inf), number(row, "Max inventory", math.inf)
        making, holding = number(row, "Production cost"), number(row, "Holding cost")
        x.append([pulp.LpVariable(f"x_{i}_{t}", 0, bound(most)) for t in range(len(periods))])
        s.append([pulp.LpVariable(f"s_{i}_{t}", floor, bound(room)) for t in range(len(periods))])
        before: Any = number(row, "Initial inventory")
        for t, units in enumerate(wanted):
            lp += s[i][t] == before + x[i][t] - units
            cost.append(making * x[i][t] + holding * s[i][t])
            before = s[i][t]
    place = {code: i for i, code in enumerate(products.index)}
    for r, row in resources.iterrows():
        users = [
            (place[u["Product"]], u["Usage"]) for _, u in routings[routings["Resource"] == row["Resource"]].iterrows()
        ]
        capacity, overtime = number(row, "Capacity", math.inf), number(row, "Overtime cost", math.nan)
        for t in range(len(periods) if capacity < math.inf else 0):
            over = pulp.LpVariable(f"o_{r}_{t}", 0, 0 if math.isnan(overtime) else None)
            lp += pulp.lpSum(a * x[i][t] for i, a in users) <= capacity + over
            cost.append((0 if math.isnan(overtime) else overtime) * over)
    lp += pulp.lpSum(cost)
    lp.solve(pulp.PULP_CBC_CMD(msg=False))
    sheet = book.create_sheet("Production plan")
    sheet.append(["Product", *periods])
    for i, code in enumerate(products.index):
        sheet.append([code, *(x[i][t].value() for t in range(len(periods)))])
    sheet.append(["Total cost", pulp.value(lp.objective)])
    book.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
