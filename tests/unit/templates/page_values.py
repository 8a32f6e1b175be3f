"""What the meeting page shall say of a plan, read from the output tables directly: none of its formulas is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, fsum

from sop_excel.domain.costs import TOTAL_COST
from sop_excel.domain.table import Formula, OutputTable, Value
from sop_excel.sheets.checks import CHECK, OK
from templates.make import meeting_layout as at
from templates.make.language import Words
from templates.make.meeting_rows import ALSO, Also
from templates.make.result_words import result_words

Values = dict[str, str | float]
_FLOOR = "Safety stock"


def page_values(outputs: Sequence[OutputTable], words: Words, chosen: str) -> Values:
    """The value of every cell of the page for which there is a formula, for a plan that exists.

    ``chosen`` is what the drop-down of the plan's chart says.
    """
    tables = {output.name: output for output in outputs}
    page = _Page(tables, words, chosen)
    blank: Values = dict.fromkeys(page.listed, "")
    return {
        **blank,
        **page.head(),
        **page.costs(),
        **page.beside(),
        **page.busiest(),
        **page.decision(),
        **page.basis(),
        **page.bottleneck(),
        **page.counts(),
        **page.also(),
    }


def _plain(value: Value) -> float | str | None:
    value = value.value if isinstance(value, Formula) else value
    return value if isinstance(value, float | int | str) else None


def _number(value: Value) -> float:
    plain = _plain(value)
    return plain if isinstance(plain, float | int) else 0.0


def _called(code: str, description: Value) -> str:
    """A product as the page names it: its code, and its description as far as both have 30 letters."""
    room = 28 - len(code)
    if not isinstance(description, str) or room < 6:
        return code
    return f"{code}  {description if len(description) <= room else description[: room - 1] + '…'}"


def records(table: OutputTable) -> list[dict[str, Value]]:
    """The rows of a table, each by header."""
    return [dict(zip(table.headers, row, strict=True)) for row in table.rows]


class _Page:
    def __init__(self, tables: Mapping[str, OutputTable], words: Words, chosen: str) -> None:
        self.tables, self.words, self.chosen = tables, words, chosen
        plan, use = tables["Plan"], tables["CapacityUse"]
        self.periods = list(plan.headers[plan.lead : len(plan.headers) - plan.tail])
        self.each = ceil(len(self.periods) / at.SLOTS)
        starts = range(0, len(self.periods), self.each)
        self.spans = [(start, min(start + self.each, len(self.periods))) for start in starts]
        self.apart = max(1, at.SLOTS // len(self.periods))
        self.slots = at.SLOT_LETTERS[:: self.apart]
        self.products = [row for row in records(tables["ProductSummary"]) if _plain(row["Production"]) is not None]
        order = sorted(range(len(self.products)), key=lambda i: -_number(self.products[i]["Production"]))
        self.ranked = order[: at.PRODUCTS]
        self.uses = [k for k, row in enumerate(records(use)) if row["Measure"] == "Utilisation"]
        each = [[_plain(value) for value in use.rows[k][use.lead :]] for k in self.uses[: at.LISTED]]
        known = [[value for value in values if isinstance(value, float | int)] for values in each]
        self.peaks = {r: max(values) for r, values in enumerate(known) if values}
        self.top = sorted(self.peaks, key=lambda r: -self.peaks[r])[: at.RESOURCES]

    @property
    def listed(self) -> list[str]:
        """Every cell that may be blank in a small plan."""
        rows = [
            *range(at.ALL, at.LAST_PRINTED + 1),
            at.DEMAND,
            at.PRODUCTION,
            at.INVENTORY,
            at.LOAD,
            at.CAPACITY,
            at.CHARTED,
            at.CHARTED_LIMIT,
            at.FIRST,
            at.LAST,
            at.CHART_PERIODS,
            at.PERIODS,
            *range(at.FIRST_ALSO_LISTED, at.FIRST_ALSO_LISTED + len(ALSO)),
        ]
        cells = [f"{slot}{row}" for slot in at.SLOT_LETTERS for row in rows]
        cells += [f"{column}{row}" for column in "AB" for row in range(at.FIRST_PRODUCT, at.LAST_PRINTED + 1)]
        beside = (at.BESIDE_NAME[0], at.BESIDE_AMOUNT, at.BESIDE_DIFFERENCE)
        cells += [f"{column}{at.FIRST_BESIDE + k}" for column in beside for k in range(at.BESIDE)]
        cells += [f"B{row}" for row in (at.LOAD, at.CAPACITY, at.LOAD_ROW)]
        cells += [f"A{at.CAPACITY}"]
        cells += [f"B{at.FIRST_ALSO_LISTED + k}" for k in range(len(ALSO))]
        cells += [f"C{at.FIRST_ALSO_RANK + k}" for k in range(len(ALSO))]
        cells += [f"C{at.FIRST_PLACE + n}" for n in range(at.LISTS)]
        cells += [f"{c[0]}{at.FIRST_COST + k}" for c in (at.COST_NAME, at.COST_AMOUNT) for k in range(at.COST_LINES)]
        busy = (at.BUSY_NAME[0], at.BUSY_PEAK, at.BUSY_PERIOD, at.BUSY_AVERAGE)
        cells += [f"{column}{at.FIRST_BUSIEST + k}" for column in busy for k in range(at.RESOURCES)]
        cells += [f"{column}{at.FIRST_RANK + k}" for column in "BCDEFG" for k in range(at.PRODUCTS)]
        cells += [f"{column}{at.FIRST_TOP + k}" for column in "BCD" for k in range(at.RESOURCES)]
        return cells + [f"{column}{at.FIRST_LISTED + k}" for column in "BC" for k in range(at.LISTED)]

    def run(self, field: str, otherwise: str | None = None) -> str | float:
        """A value of table RunInfo; a blank cell counts as 0, as in a formula."""
        found = (_plain(row["Value"]) for row in records(self.tables["RunInfo"]) if row["Field"] == field)
        value = next(found) if otherwise is None else next(found, otherwise)
        return 0.0 if value is None else value

    def head(self) -> Values:
        """Title, sentence and key figures."""
        said, tiles = self.words, {name: f"{cells[0]}{at.TILES}" for name, cells in at.TILE_CELLS.items()}
        several = f"{said('meeting.lead_each')}{self.each}{said('meeting.lead_periods')}" if self.each > 1 else ""
        span = f"{said('meeting.lead_from')}{self.periods[0]}{said('meeting.lead_to')}{self.periods[-1]}"
        shown = f"{said('meeting.shown')}{self.chosen}"
        named = {row["Product"]: row.get("Description") for row in self.products}
        called = [text for code, text in named.items() if code == self.chosen and text]
        demand = fsum(_number(row["Demand"]) for row in self.products)
        served = fsum(_number(row["Fill rate"]) * _number(row["Demand"]) for row in self.products)
        costs = {row["Cost"]: _number(row["Amount"]) for row in records(self.tables["CostSummary"])}
        results = [_plain(row["Result"]) for row in records(self.tables["Checks"])]
        return {
            f"A{at.TITLE}": self.run("Plan name"),
            f"A{at.LEAD}": f"{span}{several}{said('meeting.lead_end')}{self.run('Currency')}.",
            f"A{at.SINCE}": "",  # the example is the first plan of its name
            **self.reasons(),
            **self.labels(),
            f"A{at.HEADS}": shown
            + (f"  {called[0]}" if called else said("meeting.choose", chart=said("sheets.PlanChart"))),
            tiles["total_cost"]: costs[TOTAL_COST],
            tiles["status"]: self.called(str(self.run("Status"))),
            tiles["gap"]: self.run("Gap"),
            tiles["fill_rate"]: served / demand if demand else "",
            tiles["inventory"]: fsum(_number(row["Average inventory"]) for row in self.products),
            tiles["flag"]: CHECK if CHECK in results else OK,
        }

    def labels(self) -> Values:
        """Headings and labels that only a plan has."""
        cells = {
            f"{at.COST_NAME[0]}{at.HEADS}": "costs", f"A{at.BASIS_HEAD}": "basis", f"A{at.DECISION_HEAD}": "decision",
            f"A{at.PERIODS}": "product", f"B{at.PERIODS}": "total", f"A{at.ALL}": "all", f"A{at.DEMAND}": "demand",
            f"A{at.PRODUCTION}": "production", f"A{at.INVENTORY}": "ending",
        }  # fmt: skip
        return {cell: self.words(f"meeting.{name}") for cell, name in cells.items()}

    def reasons(self) -> Values:
        """The lines that table RunInfo has for the page."""
        return {f"A{at.FIRST_REASON + k}": self.run(f"Said {k + 1}", "") for k in range(at.REASONS)}

    def beside(self) -> Values:
        """The planner's own rule and scenarios."""
        fields = [str(row["Field"]) for row in records(self.tables["RunInfo"])]
        heads = dict.fromkeys((at.BESIDE_NAME[0], at.BESIDE_AMOUNT, at.BESIDE_DIFFERENCE), "")
        key = "nothing_beside"
        if "Other plan 1" in fields:
            earns = any(row["Cost"] == "Profit" for row in records(self.tables["CostSummary"]))
            names = ("other_plan", "profit" if earns else "total_cost", "difference")
            heads, key = {c: self.words(f"meeting.{n}") for c, n in zip(heads, names, strict=True)}, "beside"
        found: Values = {f"{column}{at.BESIDE_HEAD + 1}": head for column, head in heads.items()}
        found[f"{at.BESIDE_NAME[0]}{at.BESIDE_HEAD}"] = self.words(f"meeting.{key}")
        columns = {at.BESIDE_NAME[0]: "", at.BESIDE_AMOUNT: " amount", at.BESIDE_DIFFERENCE: " difference"}
        for k in range(at.BESIDE):
            for column, ending in columns.items():
                rows = [row for row in records(self.tables["RunInfo"]) if row["Field"] == f"Other plan {k + 1}{ending}"]
                if rows and (value := _plain(rows[0]["Value"])) is not None:
                    found[f"{column}{at.FIRST_BESIDE + k}"] = value
        return found

    def bottleneck(self) -> Values:
        """Load and capacity of the resource that limits the plan most, or stock and its floor where there is none."""
        use, code = self.tables["CapacityUse"], str(self.run("Bottleneck", ""))
        if not self.top:
            assert code == ""
            return self._stocks()
        measures = [(one["Resource"], one["Measure"]) for one in records(use)]
        found: Values = {f"{at.LOAD_HEAD}{at.HEADS}": f"{self.words('meeting.load_head')}{code}"}
        found[f"B{at.LOAD_ROW}"] = measures.index((code, "Load")) + 1
        rows = {"Load": (at.CHARTED, at.LOAD), "Capacity": (at.CHARTED_LIMIT, at.CAPACITY)}
        for measure, places in rows.items():
            each = [_plain(value) for value in use.rows[measures.index((code, measure))][use.lead :]]
            for row in places:
                found[f"A{row}"] = f"{code}: {self.words(f'meeting.{measure.lower()}')}"
                found |= self._where_known(row, each)
        return {cell: value for cell, value in found.items() if cell not in (f"B{at.CHARTED}", f"B{at.CHARTED_LIMIT}")}

    def _where_known(self, row: int, each: Sequence[str | float | None]) -> Values:
        """A flow whose sums are blank where a part of them is not known."""
        found = self._flow(row, self._sums([_number(value) for value in each]))
        parts = [any(value is None for value in each[start:end]) for start, end in self.spans]
        blank = [f"{slot}{row}" for slot, unknown in zip(self.slots, parts, strict=False) if unknown]
        return {**found, **dict.fromkeys([*blank, f"B{row}"] if blank else (), "")}

    @property
    def _of_stock(self) -> str:
        kept = any(_number(row["Inventory"]) for row in records(self.tables["PlanChart"]))
        return "stock_head" if kept else "no_stock"

    def _stocks(self) -> Values:
        found: Values = {f"{at.LOAD_HEAD}{at.HEADS}": self.words(f"meeting.{self._of_stock}")}
        rows = {at.CHARTED: ("Inventory", "ending"), at.CHARTED_LIMIT: (_FLOOR, "floor"), at.LOAD: (_FLOOR, "floor")}
        for row, (header, name) in rows.items():
            column = [_number(one[header]) for one in records(self.tables["PlanChart"])]
            found[f"A{row}"] = self.words(f"meeting.{name}")
            found |= {f"{slot}{row}": column[end - 1] for slot, (_, end) in zip(self.slots, self.spans, strict=False)}
        return found

    def called(self, result: str) -> str:
        """A result in the language of the page."""
        return result_words(self.words).get(result, result)

    def costs(self) -> Values:
        """The cost summary, line by line; of more lines than rows those before the last three are put together."""
        lines = [(str(row["Cost"]), _number(row["Amount"])) for row in records(self.tables["CostSummary"])]
        if len(lines) > at.COST_LINES:
            room = at.COST_LINES - at.COST_ENDS - 1
            others = fsum(amount for _, amount in lines[room : -at.COST_ENDS])
            lines = [*lines[:room], (self.words("meeting.other_costs"), others), *lines[-at.COST_ENDS :]]
        found: Values = {}
        for k, (name, amount) in enumerate(lines):
            found[f"{at.COST_NAME[0]}{at.FIRST_COST + k}"] = self.called(name)
            found[f"{at.COST_AMOUNT[0]}{at.FIRST_COST + k}"] = amount
        return found

    def busiest(self) -> Values:
        """The most used resources, and the workings that find them."""
        key = "meeting.bottlenecks" if self.top else "meeting.no_resource"
        found: Values = {f"{at.BUSY_NAME[0]}{at.BUSIEST_HEAD}": self.words(key)}
        columns = (at.BUSY_NAME[0], at.BUSY_PEAK, at.BUSY_PERIOD, at.BUSY_AVERAGE)
        for column, name in zip(columns, ("resource", "peak", "peak_period", "average"), strict=True):
            found[f"{column}{at.BUSIEST_HEAD + 1}"] = self.words(f"meeting.{name}") if self.top else ""
        for r, use in enumerate(self.uses[: at.LISTED]):
            found |= {f"B{at.FIRST_LISTED + r}": use + 1, f"C{at.FIRST_LISTED + r}": self.peaks.get(r, "")}
        for k, r in enumerate(self.top):
            found |= self._busy(k, r)
        return found

    def _busy(self, k: int, r: int) -> Values:
        use = self.tables["CapacityUse"]
        cells = [_plain(value) for value in use.rows[self.uses[r]][use.lead :]]
        numbers = [cell for cell in cells if isinstance(cell, float | int)]
        row, top, peak = at.FIRST_BUSIEST + k, at.FIRST_TOP + k, self.peaks[r]
        return {
            f"{at.BUSY_NAME[0]}{row}": str(records(use)[self.uses[r]]["Resource"]),
            f"{at.BUSY_PEAK}{row}": peak,
            f"{at.BUSY_PERIOD}{row}": use.headers[use.lead + cells.index(peak)] if peak in cells else "",
            f"{at.BUSY_AVERAGE}{row}": fsum(numbers) / len(numbers) if numbers else "",
            f"B{top}": peak,
            f"C{top}": r + 1,
            f"D{top}": self.uses[r] + 1,
        }

    def decision(self) -> Values:
        """What to make of the largest products, of the others, and of all."""
        found: Values = {}
        for slot, (start, end) in zip(self.slots, self.spans, strict=False):
            first, last = self.periods[start], self.periods[end - 1]
            found[f"{slot}{at.PERIODS}"] = last if first == last else f"{first} – {last}"
            found[f"{slot}{at.CHART_PERIODS}"] = first
            found |= {f"{slot}{at.FIRST}": start + 1, f"{slot}{at.LAST}": end}
        plan = self.tables["Plan"]
        named = records(plan)
        made = [row[plan.lead :] for row, of in zip(plan.rows, named, strict=True) if of["Measure"] == "Production"]
        everything = self._sums([fsum(_number(row[t]) for row in made) for t in range(len(self.periods))])
        shown = [0.0] * len(self.spans)
        for k, i in enumerate(self.ranked):
            code = self.products[i]["Product"]
            wanted = (code, "Production")
            at_row = next(n for n, row in enumerate(named) if (row["Product"], row["Measure"]) == wanted)
            sums = self._sums([_number(value) for value in plan.rows[at_row][plan.lead :]])
            shown = [a + b for a, b in zip(shown, sums, strict=True)]
            found |= {
                f"A{at.FIRST_PRODUCT + k}": _called(str(code), self.products[i].get("Description")),
                f"B{at.FIRST_RANK + k}": _number(self.products[i]["Production"]),
            }
            found |= {f"C{at.FIRST_RANK + k}": i + 1, f"D{at.FIRST_RANK + k}": at_row + 1}
            description = self.products[i].get("Description")
            found |= {
                f"E{at.FIRST_RANK + k}": str(description or ""),
                f"F{at.FIRST_RANK + k}": 28 - len(str(code)),
                f"G{at.FIRST_RANK + k}": _called(str(code), description),
            }
            found |= self._flow(at.FIRST_PRODUCT + k, sums)
        if len(self.products) > at.PRODUCTS:
            found[f"A{at.OTHERS}"] = self.words("meeting.others")
            found |= self._flow(at.OTHERS, [a - b for a, b in zip(everything, shown, strict=True)])
        return found | self._flow(at.ALL, everything)

    def _sums(self, values: Sequence[float]) -> list[float]:
        return [fsum(values[start:end]) for start, end in self.spans]

    def _flow(self, row: int, sums: Sequence[float]) -> Values:
        cells = {f"{slot}{row}": value for slot, value in zip(self.slots, sums, strict=False)}
        return {f"B{row}": fsum(sums), **cells}

    def basis(self) -> Values:
        """What the chart shows."""
        rows = records(self.tables["PlanChart"])
        columns = [[_number(row[name]) for row in rows] for name in ("Demand", "Production", "Inventory")]
        stock = {
            f"{slot}{at.INVENTORY}": columns[2][end - 1] for slot, (_, end) in zip(self.slots, self.spans, strict=False)
        }
        return self._flow(at.DEMAND, self._sums(columns[0])) | self._flow(at.PRODUCTION, self._sums(columns[1])) | stock

    def counts(self) -> Values:
        """How much there is of everything."""
        return {
            f"B{at.COUNT}": len(self.periods),
            f"B{at.LEAD_COLUMNS}": self.tables["Plan"].lead,
            f"B{at.EACH}": self.each,
            f"B{at.WITH_PLAN}": len(self.products),
            f"B{at.LEAD_CAPACITY}": self.tables["CapacityUse"].lead,
            f"B{at.WITH_LOAD}": len(self.uses),
            f"B{at.APART}": self.apart,
            f"B{at.SHOWN}": self.shown_products,
            f"B{at.LEAD_TOTALS}": self.tables["PlanTotals"].lead,
            f"B{at.ALL_ROWS}": sum(row["Group"] == "All products" for row in records(self.tables["PlanTotals"])),
            f"B{at.REACH}": len(self.spans) * self.apart,
        }

    def also(self) -> Values:
        """What else the plan uses: every row, and those that are anything, in their order."""
        found, used = Values(), list[int]()
        for k, also in enumerate(ALSO):
            each = self._of(also)
            found |= self._also_row(at.FIRST_ALSO_LISTED + k, also, each)
            found[f"B{at.FIRST_ALSO_RANK + k}"] = fsum(each)
            if fsum(each) > 0:
                used.append(k)
                found[f"C{at.FIRST_ALSO_RANK + k}"] = len(used)
        above = self.shown_products + 2
        found |= {f"B{at.FIRST_PLACE + n}": n + 1 - above for n in range(at.LISTS)}
        for place, k in enumerate(used[: at.LISTS - above]):
            row = at.FIRST_PRODUCT + above + place
            found |= {
                f"A{row}": self.words(f"meeting.also_{ALSO[k].name}"),
                f"C{at.FIRST_PLACE + above + place}": k + 1,
            }
            found |= self._also_row(row, ALSO[k], self._of(ALSO[k]))
        more = self.words("meeting.also_more") if len(used) > at.LISTS - above else ""
        title = f"{self.words('meeting.also')}{more}" if used else self.words("meeting.also_none")
        return found | {f"A{at.FIRST_PRODUCT + above - 1}": title}

    @property
    def shown_products(self) -> int:
        """The rows of products, that of the others among them."""
        return min(len(self.products), at.PRODUCTS + 1)

    def _of(self, also: Also) -> list[float]:
        """What its measures come to in each period."""
        table = self.tables["CapacityUse" if also.of_resources else "Plan"]
        measures = [str(row["Measure"]) for row in records(table)]
        added = [n for n, name in enumerate(measures) if name in also.measures or self._is_part(also, name)]
        lead = table.lead
        return [fsum(_number(table.rows[n][lead + t]) for n in added) for t in range(len(self.periods))]

    def _is_part(self, also: Also, measure: str) -> bool:
        return bool(also.parts) and measure.startswith(also.parts) and not measure.endswith("(default)")

    def _also_row(self, row: int, also: Also, each: list[float]) -> Values:
        if also.adds_up:
            return self._flow(row, self._sums(each))
        cells = {f"{slot}{row}": each[end - 1] for slot, (_, end) in zip(self.slots, self.spans, strict=False)}
        return {f"B{row}": "", **cells}
