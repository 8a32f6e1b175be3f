"""What a workbook's ranges are taken for, how sure that is, and what has to be asked before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sop_excel.adoption.adopted import BY_MAPPING, EXACT, NOT_READ, PERIODS, YOU, MappingRow
from sop_excel.adoption.columns import SURE, Guess
from sop_excel.adoption.conversions import Signs, answer_with
from sop_excel.adoption.joining import joined, stacked
from sop_excel.adoption.like import with_mapping
from sop_excel.adoption.part import Part, with_joined
from sop_excel.adoption.parts import as_table, codes_known, parts_of
from sop_excel.adoption.ranges import Unread, ranges_of
from sop_excel.adoption.times import with_times
from sop_excel.adoption.words import says_thousands
from sop_excel.contract import schema
from sop_excel.contract.demand_tables import DEMAND_FORMS
from sop_excel.contract.life_tables import LIFE_FORMS
from sop_excel.domain.questions import Answers, Choice, Question
from sop_excel.domain.vocabulary import counted, first_few, listed, percent, quoted
from sop_excel.spreadsheet.areas import letters
from sop_excel.spreadsheet.raw_sheet import RawSheet

OURS = frozenset(form.name.casefold() for form in (*schema.OUTPUT_FORMS, *DEMAND_FORMS, *LIFE_FORMS))
THOUSANDS = 0.5
_RIVAL = "the table that it may be is there already"
_RANGES_NAMED = 3  # of those that are left out for one reason
UNKNOWN_COLUMNS = "its columns are none of a planning table"
MOST_SHOWN = 5  # columns whose cells a question shows
EACH = "each"  # the answer that asks about each of the columns with unknown headers
INPUTS = {form.name.casefold(): form.name for form in schema.INPUT_TABLES}


@dataclass(frozen=True)
class Proposal:
    """The tables that were found, in the order of the sheets, and what is not read, with why.

    ``tables`` and ``names`` are those that the workbook has already, in lower case.
    """

    parts: tuple[Part, ...]
    unread: tuple[Unread, ...] = ()
    tables: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def questions(self, answers: Answers) -> tuple[Question, ...]:
        """What is unsure and has no answer yet: first which tables, then which columns and decimal signs."""
        parts = self.answered(answers)
        tables = [_table_question(part) for part in parts if not part.is_sure]
        if tables:
            return tuple(tables)
        if several := [*_several(parts), *(question for part in parts for question in _rows_question(part))]:
            return tuple(several)
        every = with_joined(parts)
        columns = [question for part in every for question in _column_questions(part)]
        columns += [question for part in every for question in _others_question(part, answers)]
        return (*columns, *Signs(every, answers).questions(every))

    def answered(self, answers: Answers) -> list[Part]:
        """The parts as they are with these answers; those that are not read are left out."""
        parts = [_with_answers(part, answers) for part in self.parts]
        return stacked(joined(_chosen([part for part in parts if part.table != NOT_READ], answers)))

    def left_out(self, answers: Answers) -> list[Part]:
        """The parts that are not read, as it was answered."""
        used = {part.id for part in with_joined(self.answered(answers))}
        return [replace(part, table=NOT_READ, by=YOU, certainty=1.0) for part in self.parts if part.id not in used]

    def decided_rows(self, answers: Answers) -> tuple[MappingRow, ...]:
        """The ranges that are read with these answers, and their columns, as rows of table Mapping."""
        return tuple(row for part in self.answered(answers) for row in part_rows(part, {}))

    def rows(self) -> tuple[MappingRow, ...]:
        """The proposal as rows of table Mapping: each range, its columns, and what will not be read."""
        rows = [row for part in self.parts for row in part_rows(part, {})]
        left = [MappingRow(sheet, place, NOT_READ, "", NOT_READ, 1.0, "", why) for sheet, place, why in self.unread]
        return (*rows, *left)


def propose(sheets: Sequence[RawSheet], like: Sequence[MappingRow] = ()) -> Proposal:
    """What the ranges of these sheets are; ``like`` is what was decided for a file of the same form."""
    ranges, unread = [], []
    for sheet in sheets:
        found, not_found = ranges_of(sheet, OURS)
        ranges += found
        unread += not_found
    known = codes_known(ranges)
    parts: list[Part] = []
    for one in ranges:
        of_range = with_mapping(parts_of(one, known), like) if like else parts_of(one, known)
        if one.table.casefold() in INPUTS:
            of_range = [_settled(part, INPUTS[one.table.casefold()]) for part in of_range[:1]]
        parts += map(_in_doubt, of_range) if says_thousands(one.title) else of_range
        if not of_range and one.table.casefold() not in INPUTS:
            unread.append(Unread(one.sheet.name, one.place, UNKNOWN_COLUMNS))
        unread += [Unread(one.sheet.name, f"row {row}", why) for row, _, why in one.left_out]
    kept = with_times(list(_without_rivals(parts)))
    ids = {part.id for part in kept}
    rivals = (Unread(part.source.sheet.name, part.source.place, _RIVAL) for part in parts if part.id not in ids)
    tables = frozenset(table.name.casefold() for sheet in sheets for table in sheet.tables)
    names = frozenset(name.casefold() for sheet in sheets for name in sheet.names)
    return Proposal(tuple(kept), (*unread, *rivals), tables, names)


def _in_doubt(part: Part) -> Part:
    """A range whose title says that its numbers are thousands: they would have to be typed as they are."""
    if part.by == BY_MAPPING:
        return part
    why = f"{part.why}; but its title says that the numbers are in thousands: {quoted(part.source.title)}"
    return replace(part, certainty=min(part.certainty, THOUSANDS), why=why)


def _settled(part: Part, table: str) -> Part:
    """A Table that has a name of the contract is that table."""
    part = part if part.table == table else as_table(part, table)
    return replace(part, table=table, certainty=1.0, by=EXACT, why="it is an Excel Table of that name")


def _without_rivals(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts; where a Table has the name of the contract, other ranges are not taken for that table.

    Nor are ranges whose own title says something else where another one surely is it.
    """
    settled = {part.table for part in parts if part.certainty == 1.0}
    sure = {part.table for part in parts if part.is_sure}
    for part in parts:
        is_rival = part.table in settled and part.certainty < 1.0 and not part.source.table
        if not is_rival and not (part.is_elsewhere and part.table in sure):
            yield part


# --- questions -----------------------------------------------------------------------------------------------------


def table_key(part: Part) -> str:
    """The key of the question what a range is: its place, and for one of several in it their first column."""
    return part.id


def column_key(part: Part, column: int) -> str:
    """The key of the question what a column is: the place of its header."""
    return f"{part.source.sheet.name}!{letters(column)}{part.source.area.top}"


def _question(key: str, place: str, text: str, choices: tuple[Choice, ...], why: str) -> Question:
    return Question(key, place, text, choices, why, answer_with(key))


def _table_question(part: Part) -> Question:
    choices = tuple(Choice(name, _table_means(name)) for name in dict.fromkeys((part.table, *part.choices)))
    headers = listed([quoted(head.text) for head in part.own_heads if head.text][:6] or ["no headers"])
    first = f", the first {part.first_row}" if part.first_row else ""
    why = f"{part.why} (headers {headers}, {counted(len(part.rows), 'row')}{first})"
    return _question(table_key(part), part.place, "What does this range hold?", choices, why)


def _table_means(name: str) -> str:
    if name == NOT_READ:
        return "nothing that is planned with"
    helps = {form.name: form.help for form in (*schema.INPUT_TABLES, *DEMAND_FORMS)}
    return helps.get(name, name)


def _column_questions(part: Part) -> Iterator[Question]:
    for n, guess in part.guesses.items():
        if guess.choices and not guess.is_sure and not guess.is_one_of_many:
            head = next(head for head in part.source.heads if head.column == n)
            names = dict.fromkeys((guess.column, *guess.choices))
            choices = tuple(Choice(name, _column_means(part.table, name)) for name in names)
            text = f"What is the column {quoted(head.whole)} of {part.table}?"
            below = f"; below it {part.examples(n)}" if part.examples(n) else ""
            yield _question(column_key(part, n), column_key(part, n), text, choices, f"{guess.why}{below}")


def _others_question(part: Part, answers: Answers) -> Iterator[Question]:
    """One question for all columns of numbers that have no known header."""
    others = [n for n, guess in part.guesses.items() if guess.is_one_of_many and not guess.is_sure]
    if others and answers.get(others_key(part)) != EACH:
        names = listed(quoted(_text(part, n)) for n in others)
        choices = (
            Choice(NOT_READ, "none of them matters for the plan"),
            Choice(EACH, "ask what each of them is"),
        )
        held = "; ".join(f"{quoted(_text(part, n))} {part.examples(n)}" for n in others[:MOST_SHOWN])
        why = f"they hold numbers, and none of them is a known column of {part.table}: {held}"
        yield _question(others_key(part), part.place, f"Go on without {names}?", choices, why)


def _rows_question(part: Part) -> Iterator[Question]:
    """Which kind of rows a table is, where a column tells several apart."""
    if part.measures:
        choices = tuple(Choice(kind, f"{len(rows)} rows") for kind, rows in part.measures.items())
        yield _question(rows_key(part), part.place, f"Which rows are the table {part.table}?", choices, part.why)


def rows_key(part: Part) -> str:
    """The key of the question which kind of rows a table is."""
    return f"{part.id} rows"


def others_key(part: Part) -> str:
    """The key of the question about all columns of numbers that have no known header."""
    return f"{part.id} others"


def _column_means(table: str, name: str) -> str:
    if name == NOT_READ:
        return "nothing that is planned with"
    helps = {c.name: c.help for form in schema.INPUT_TABLES if form.name == table for c in form.columns}
    return helps.get(name, name)


def _several(parts: Sequence[Part]) -> Iterator[Question]:
    """Tables that several ranges may be: only one of them can."""
    for table in dict.fromkeys(part.table for part in parts):
        same = [part for part in parts if part.table == table]
        if len(same) > 1:
            choices = tuple(Choice(part.id, f"{len(part.rows)} rows, {part.why}") for part in same)
            text = f"Which range is the table {table}?"
            yield _question(f"table {table}", table, text, choices, f"{len(same)} ranges may be it")


def _chosen(parts: list[Part], answers: Answers) -> list[Part]:
    """The parts without those that were not chosen among several."""
    return [part for part in parts if answers.get(f"table {part.table}", part.id) == part.id]


def _with_answers(part: Part, answers: Answers) -> Part:
    table, kind = answers.get(table_key(part)), answers.get(rows_key(part))
    part = part.of_kind(kind or "")
    if table is not None and table in (part.table, *part.choices):
        part = part if table in (part.table, NOT_READ) else as_table(part, table)
        part = replace(part, table=table, certainty=1.0, by=YOU, why="you said so")
    guesses = {}
    others = answers.get(others_key(part))
    for n, guess in part.guesses.items():
        if guess.is_one_of_many and others == EACH:
            guess = guess._replace(is_one_of_many=False)
        if guess.is_one_of_many and others == NOT_READ:
            guess = Guess(NOT_READ, 1.0, YOU, "you said so")
        said = answers.get(column_key(part, n))
        if said is not None and guess.choices and said in (guess.column, *guess.choices):
            guess = Guess(said, 1.0, YOU, "you said so")
        guesses[n] = guess
    return replace(part, guesses=guesses)


# --- what is shown -------------------------------------------------------------------------------------------------


def part_rows(part: Part, headers: dict[int, str], besides: str = "", name: str = "") -> Iterator[MappingRow]:
    """A part as rows of table Mapping; ``headers`` are the texts of headers that get another one.

    ``besides`` is what was decided of it as a whole, for another file of the same form, ``name`` that of the Excel
    Table which it becomes where that is not the contract's.
    """
    sheet, place = part.source.sheet.name, name or part.source.place
    yield MappingRow(sheet, place, part.table, "", besides, part.certainty, part.by, part.why)
    periods = [n for n, guess in part.guesses.items() if guess.column == PERIODS]
    for head in part.source.heads:
        n = head.column
        guess = part.guesses.get(n)
        header = headers.get(n, head.text)
        if guess is None or (n in periods and n != periods[0]) or not header:
            continue
        if n in periods:
            header = f"{header} … {headers.get(periods[-1], _text(part, periods[-1]))}"
        yield MappingRow(sheet, place, part.table, header, guess.column, guess.certainty, guess.by, guess.why)


def _text(part: Part, column: int) -> str:
    return next(head.text for head in part.source.heads if head.column == column)


def proposal_lines(rows: Iterable[MappingRow]) -> list[str]:
    """The rows of a proposal as lines of text, in columns."""
    cells = [("Sheet", "Range", "Table", "Header", "Column", "Certain", "Why")]
    for row in _together(rows):
        sure = percent(row.certainty) + ("" if row.certainty >= SURE else " ?")
        cells.append((row.sheet, row.range, row.table, row.header, row.column, sure, row.note))
    widths = [min(32, max(len(line[n]) for line in cells)) for n in range(6)]
    return ["  ".join([*(line[n].ljust(widths[n]) for n in range(6)), line[6]]).rstrip() for line in cells]


def _together(rows: Iterable[MappingRow]) -> Iterator[MappingRow]:
    """The rows, those last that leave whole ranges out: one row for all of a sheet that are left out for one reason."""
    left_out: dict[tuple[str, str], list[MappingRow]] = {}
    for row in rows:
        if row.table == NOT_READ and not row.header:
            left_out.setdefault((row.sheet, row.note), []).append(row)
        else:
            yield row
    for first, *others in left_out.values():
        yield first._replace(range=first_few([one.range for one in (first, *others)], _RANGES_NAMED))
