"""The add-in's ``workbook.xml``: its sheets, and what Excel's function wizard says about the functions' arguments.

Excel keeps these sentences in an extension of the workbook ([MS-OFFMACRO2] 2.2.5.2 to 2.2.5.5) and reads them when it
opens the file. A macro cannot set them for an add-in: Excel edits no macro of a hidden workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:  # else numpy would have to be there to say that xlwings is not
    from sop_excel.functions import WorksheetFunction

EXCEL_TEXT = 255  # the longest description
MOST_DESCRIBED = 60  # arguments of a function

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_DESCRIPTIONS = "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"
_VERSION = '<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="22228"/>'


def workbook_xml(sheets: Sequence[str], functions: Sequence[WorksheetFunction]) -> str:
    """The part for these sheets, whose relationships are rId1, rId2 and so on.

    Excel wants one sheet that is not hidden in every workbook: the first. An add-in's window is never shown, so nobody
    sees it.
    """
    states = ["", *[' state="veryHidden"'] * (len(sheets) - 1)]
    listed = [
        f'<sheet name={quoteattr(name)} sheetId="{n}"{state} r:id="rId{n}"/>'
        for n, (name, state) in enumerate(zip(sheets, states, strict=True), 1)
    ]
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{_VERSION}'
        '<workbookPr codeName="ThisWorkbook" defaultThemeVersion="124226"/>'
        f'<bookViews><workbookView visibility="hidden"/></bookViews><sheets>{"".join(listed)}</sheets>'
        f'<calcPr calcId="191029"/>{_extension(functions)}</workbook>'
    )


def _extension(functions: Sequence[WorksheetFunction]) -> str:
    described = [function for function in functions if function.arguments]
    if not described:
        return ""
    names = "".join(map(_described, described))
    inner = f"<x14:definedNames>{names}</x14:definedNames>"
    return f'<extLst><ext uri="{_DESCRIPTIONS}" xmlns:x14="{_X14}">{inner}</ext></extLst>'


def _described(function: WorksheetFunction) -> str:
    arguments = function.arguments[:MOST_DESCRIBED]
    texts = "".join(
        f'<x14:argumentDescription index="{n}">{escape(argument.about[:EXCEL_TEXT])}</x14:argumentDescription>'
        for n, argument in enumerate(arguments)
    )
    inner = f'<x14:argumentDescriptions count="{len(arguments)}">{texts}</x14:argumentDescriptions>'
    return f"<x14:definedName name={quoteattr(function.name)}>{inner}</x14:definedName>"
