"""The VBA module ``SopFunctions.bas``, generated from the worksheet functions.

``python -m sop_excel.hosts.addin.wrappers`` rewrites it in a working copy. Each wrapper calls the function of the same
name in ``sop_excel.hosts.excel.served`` through xlwings' server, with plain values (``SopGiven``) and no object of
Excel's. So Python asks Excel for nothing, which would take far longer than to plan; and of a workbook that came by mail
xlwings cannot look for sheets with program text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sop_excel.files import standing_digest, write_bytes
from sop_excel.functions import FUNCTIONS, WorksheetFunction
from sop_excel.functions.declare import (
    CATEGORY,
    MESSAGES,
    NO_SUCH_FIGURE,
    NOT_AVAILABLE,
    WRONG_ARGUMENTS,
)
from sop_excel.functions.sentences import SENTENCE
from sop_excel.hosts.addin.workbook_part import EXCEL_TEXT
from sop_excel.shipped import resource

MODULE = "SopFunctions"
SERVED_BY = "sop_excel.hosts.excel.served"
_LINE = 100  # columns; VBA allows 1023, people read fewer

_HEAD = f"""Attribute VB_Name = "{MODULE}"
Option Explicit

' Part of sop-excel, MIT licence. Generated from the declarations of the worksheet functions: do not edit.
"""

# Numbers in place of Excel's names (xlErrValue, xlErrNum, xlErrNA), so that any Basic can run it.
_ERRORS = f"""\
Private Function SopAnswer(answer)
    ' What Python answers; an error value comes as its text, since xlwings' server has no way for the value itself.
    SopAnswer = answer
    If VarType(answer) <> vbString Then Exit Function
    Select Case answer
        Case "{WRONG_ARGUMENTS.code}": SopAnswer = CVErr(2015)
        Case "{NO_SUCH_FIGURE.code}": SopAnswer = CVErr(2036)
        Case "{NOT_AVAILABLE.code}": SopAnswer = CVErr(2042)
    End Select
End Function

Private Function SopWithoutFigure(sentence, messages)
    ' The sentence where it is asked for. Else an error value: a SUM would leave a sentence out, as if it were 0.
    Dim told As Boolean
    On Error Resume Next
    told = CBool(messages)
    On Error GoTo 0
    If told Then SopWithoutFigure = sentence Else SopWithoutFigure = CVErr(2042)
End Function
"""


def wrappers(functions: Iterable[WorksheetFunction]) -> str:
    """The text of the module for these functions."""
    listed = list(functions)
    return "\n".join([_HEAD, *map(_wrapper, listed), _ERRORS, _registration(listed)])


def _wrapper(function: WorksheetFunction) -> str:
    name = function.name
    parameters = [
        argument.name if argument.required else f"Optional {argument.name}" for argument in function.arguments
    ]
    values = [f"SopGiven({argument.most_cells}, {argument.name})" for argument in function.arguments]
    signature = _wrapped(f"Public Function {name}(", parameters, ")", "    ")
    call = _wrapped("Array(", values, ")", " " * 12)
    on_mac = _text(f"{name} runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab")
    failed, answer, end = f"Left$(Err.Description, {SENTENCE})", "", ""
    if function.has_figures:
        on_mac, failed = (f"SopWithoutFigure({text}, {MESSAGES.name})" for text in (on_mac, failed))
        answer, end = "SopAnswer(", ")"
    return f"""{signature}
Attribute {name}.VB_Description = {_text(function.help)}
Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n14"
    #If Mac Then
        {name} = {on_mac}
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        {name} = {answer}XLPy.CallUDF("{SERVED_BY}", "{name}", _
            {call}){end}
        Exit Function
failed:
        {name} = {failed}
    #End If
End Function
"""


def _registration(functions: Sequence[WorksheetFunction]) -> str:
    """The procedure that puts the functions under a category of their own.

    What the wizard says about arguments stands in the workbook's own part. It is said here again since nobody knows
    whether Excel keeps it for a function of which only the category is set.
    """
    lines = [
        "Public Sub SopRegisterFunctions()",
        "    ' The category in the function wizard, until Excel closes. Excel may refuse it for a workbook that is",
        "    ' hidden, as an add-in is: then they stand under User Defined. Each is asked for by itself.",
        "    On Error Resume Next",
    ]
    for function in functions:
        texts = [_text(argument.about) for argument in function.arguments]
        lines += [
            f'    Application.MacroOptions Macro:="{function.name}", Category:={_text(CATEGORY)}, _',
            f"        Description:={_text(function.help)}, _",
            f"        ArgumentDescriptions:=Array( _\n            {(', _' + chr(10) + ' ' * 12).join(texts)})",
        ]
    return "\n".join([*lines, "    On Error GoTo 0", "End Sub", ""])


def _text(words: str) -> str:
    """The words as a VBA literal, cut to what Excel takes."""
    return '"' + words[:EXCEL_TEXT].replace('"', '""') + '"'


def _wrapped(head: str, items: Sequence[str], tail: str, indent: str) -> str:
    """The items between head and tail, on as many lines as they need."""
    lines, line = [], head
    for position, item in enumerate(items):
        piece = item + (", " if position < len(items) - 1 else tail)
        if len(line) + len(piece) > _LINE:
            lines.append(line.rstrip() + " _")
            line = indent
        line += piece
    return "\n".join([*lines, line])


def write(target: Path | None = None) -> Path:
    """Rewrite the module, in the working copy unless a target is given."""
    target = target or resource(f"addin/excel/vba/{MODULE}.bas")
    write_bytes(target, wrappers(FUNCTIONS).encode("ascii"), standing_digest(target))
    return target


if __name__ == "__main__":
    print(write())  # noqa: T201 - says what it did
