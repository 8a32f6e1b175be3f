"""The VBA wrappers of the worksheet functions: up to date, and xlwings' own but for the differences that we want."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import pytest

from sop_excel.functions import FUNCTIONS, WorksheetFunction
from sop_excel.functions.declare import Argument, Shape
from sop_excel.hosts.addin.wrappers import MODULE, SERVED_BY, wrappers
from sop_excel.shipped import resource
from tests.addin.basic import MAC, WINDOWS, compiled_on, statements
from tests.addin.standins import xlwings_udfs

# What ours says (left) where xlwings says (right), and why.
CALLED = r"XLPy\.CallUDF\(.*\)$"
DIFFERENCES = (
    ("Public Function ", "Function "),  # said, not left to the default
    # No object of Excel's is handed over: asking one takes longer than to plan, and in the sheets of a workbook xlwings
    # would look for program text.
    (")", ", ActiveWorkbook, Application.Caller)"),
    # A call from a macro gets the sentence, too.
    ("On Error GoTo failed", "If TypeOf Application.Caller Is Range Then On Error GoTo failed"),
    # A cell's sentence has a limit.
    ("= Left$(Err.Description, 250)", "= Err.Description"),
)


def made(name: str, help_: str, *arguments: Argument) -> WorksheetFunction:
    """A made-up function that is never called."""
    return WorksheetFunction(name, help_, arguments, lambda given: [[0.0]])


def argument(name: str, required: bool, help_: str) -> Argument:
    """An argument of a made-up function."""
    return Argument(name, Shape.NUMBER, "units", help_, "" if required else "0")


MANY = made("MANY", 'It says "many", often.', *(argument(f"argument_{n}", n < 3, f"Number {n}.") for n in range(20)))
LONG = made("LONG", "word " * 100, argument("only", True, "word " * 100))


@pytest.fixture(scope="module")
def udfs() -> Iterator[ModuleType]:
    """The genuine xlwings.udfs."""
    with xlwings_udfs() as module:
        yield module


def genuine(udfs: ModuleType, function: WorksheetFunction) -> list[str]:
    """The statements that xlwings writes for a Python function of that name and arguments."""
    arguments = ", ".join(one.name if one.required else f"{one.name}=None" for one in function.arguments)
    scope: dict[str, object] = {}
    exec(f"def {function.name}({arguments}): pass", scope)  # noqa: S102 - made of our own names
    module = SimpleNamespace(only=udfs.xlfunc(call_in_wizard=False)(scope[function.name]))
    stream = io.StringIO()
    udfs.generate_vba_wrapper(SERVED_BY, module, stream, SimpleNamespace(Name="sop_excel.xlam"))
    text = stream.getvalue().replace('#If App = "Microsoft Excel" Then', "#If Excel Then")
    return statements(compiled_on(frozenset({"Excel"}), text))


def given(argument: Argument) -> str:
    """The argument as plain values, up to as many cells as Python reads."""
    return f"SopGiven({500_000 if argument.shape is Shape.TABLE else 10_000}, {argument.name})"


def ours(text: str, function: WorksheetFunction) -> list[str]:
    """The statements of our wrapper on Windows, without the attributes that xlwings sets when Excel runs."""
    lines = statements(compiled_on(WINDOWS, text))
    first = next(at for at, line in enumerate(lines) if f" Function {function.name}(" in line)
    last = lines.index("End Function", first)
    return [line for line in lines[first : last + 1] if not line.startswith("Attribute ")]


def test_the_committed_module_is_up_to_date() -> None:
    """``python -m sop_excel.hosts.addin.wrappers`` rewrites it."""
    assert resource(f"addin/excel/vba/{MODULE}.bas").read_text(encoding="ascii") == wrappers(FUNCTIONS)


@pytest.mark.parametrize("function", [*FUNCTIONS, MANY, LONG], ids=lambda function: function.name)
def test_a_wrapper_is_xlwings_own_but_for_the_differences_that_we_want(
    udfs: ModuleType, function: WorksheetFunction
) -> None:
    expected = "\n".join(genuine(udfs, function))
    for mine, theirs in DIFFERENCES:
        assert expected.count(theirs) == 1, "each difference occurs where we think it does"
        expected = expected.replace(theirs, mine)
    plain, values = ", ".join(one.name for one in function.arguments), ", ".join(map(given, function.arguments))
    assert expected.count(f"Array({plain})") == 1
    expected = expected.replace(f"Array({plain})", f"Array({values})")
    if function.has_figures:  # an error value, which xlwings has no way for, is made of its text
        expected = re.sub(CALLED, r"SopAnswer(\g<0>)", expected, flags=re.M)
        expected = re.sub(r"Left\$\(.*\)$", r"SopWithoutFigure(\g<0>, messages)", expected, flags=re.M)
    assert "\n".join(ours(wrappers([function]), function)) == expected


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_on_a_mac_a_function_says_where_it_runs(function: WorksheetFunction) -> None:
    lines = statements(compiled_on(MAC, wrappers([function])))
    answers = [line for line in lines if line.startswith(f"{function.name} = ")]
    assert len(answers) == 1
    said = r'"\w+ runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab"'
    said = rf"SopWithoutFigure\({said}, messages\)" if function.has_figures else said
    assert re.fullmatch(rf"\w+ = {said}", answers[0])
    assert "XLPy" not in "\n".join(lines)


@pytest.mark.parametrize("function", [*FUNCTIONS, MANY, LONG], ids=lambda function: function.name)
def test_the_text_is_what_vba_reads(function: WorksheetFunction) -> None:
    """At most 24 continuations of a line and 1023 characters in one; texts of at most 255, quotation marks doubled."""
    text = wrappers([function])
    assert max(map(len, text.splitlines())) <= 1023
    assert max(run.count(" _\n") for run in re.findall(r"(?:^.* _\n)+", text, re.M)) <= 24
    literals = re.findall(r'"((?:[^"\n]|"")*)"', text)
    assert max(len(literal.replace('""', '"')) for literal in literals) <= 255


def test_the_wizard_learns_every_argument() -> None:
    """Of each function for itself: one that Excel refuses must not keep the others from it."""
    lines = statements(wrappers(FUNCTIONS))
    first = lines.index("Public Sub SopRegisterFunctions()")
    assert lines[first + 1] == "On Error Resume Next"
    told = [line for line in lines if line.startswith("Application.MacroOptions")]
    assert len(told) == len(FUNCTIONS)
    for function, line in zip(FUNCTIONS, told, strict=True):
        assert f'Macro:="{function.name}", Category:="S&OP"' in line
        texts = re.findall(r'"((?:[^"]|"")*)"', line.split("ArgumentDescriptions:=", 1)[1])
        assert [text.replace('""', '"') for text in texts] == [one.about[:255] for one in function.arguments]
        assert f"Attribute {function.name}.VB_Description = " in "\n".join(lines)
