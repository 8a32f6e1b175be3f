"""OpenDocument spreadsheets written by hand."""

from __future__ import annotations

import io
import zipfile

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
KINDS = ("office", "table", "text", "style")
SPACES = " ".join(f'xmlns:{kind}="{OASIS}:{kind}:1.0"' for kind in KINDS)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
SHEET = "application/vnd.oasis.opendocument.spreadsheet"


def content(tables: str, styles: str = "", names: str = "") -> str:
    """The part that holds all sheets."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} {CALC}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}{names}</office:spreadsheet></office:body></office:document-content>"
    )


def table(rows: str, name: str = "Data", style: str = "") -> str:
    """A sheet with these rows."""
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{rows}</table:table>'


def row(cells: str, repeated: int = 1) -> str:
    """A row, so many times."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def cell(kind: str = "", value: str = "", shown: str = "", more: str = "") -> str:
    """A cell of a kind with its value, which has its own attribute, and the text that it shows."""
    attribute = {"float": "value", "percentage": "value", "currency": "value"}.get(kind, f"{kind}-value")
    told = f' office:value-type="{kind}"' + (f' office:{attribute}="{value}"' if value else "") if kind else ""
    paragraph = f"<text:p>{shown}</text:p>" if shown else ""
    return f"<table:table-cell{told} {more}>{paragraph}</table:table-cell>"


def packed(part: str, manifest: str = "") -> bytes:
    """The file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", SHEET, zipfile.ZIP_STORED)
        package.writestr("content.xml", part)
        package.writestr("META-INF/manifest.xml", manifest or f'<manifest xmlns="{OASIS}:manifest:1.0"/>')
    return file.getvalue()
