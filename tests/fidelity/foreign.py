"""A planner's workbook full of things that are none of ours, macros among them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import xlsxwriter

from sop_excel.hosts.addin.vba import Module, ModuleKind, Project, vba_project
from tests.fidelity.parts import MAIN, MICROSOFT, OFFICE, X14, XM, Parts

PRODUCTS = [["Press", 5.0, 1.0, 20.0, 40.0], ["Frame", 7.0, 2.0, 0.0, 60.0]]
PERIODS = ["2026-01", "2026-02", "2026-03", "2026-04"]
DEMAND = [["Press", 10, 20, 30, 60], ["Frame", 5, 0, 25, 40]]
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
X15 = f"{MICROSOFT}/spreadsheetml/2010/11/main"
MODULES = (("ThisWorkbook", ModuleKind.DOCUMENT), ("Sheet1", ModuleKind.DOCUMENT), ("Mine", ModuleKind.CODE))


def picture() -> bytes:
    """A small red picture (PNG)."""
    rows = b"".join(b"\0" + b"\xff\0\0" * 8 for _ in range(8))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def foreign_book(path: Path) -> Path:
    """A macro-enabled workbook with inputs, written by XlsxWriter and completed by hand."""
    _written(path)
    parts = Parts.of(path)
    inputs, board = parts.sheets()["Inputs"], parts.sheets()["Board"]
    _pivot(parts, board)
    _slicers(parts, inputs)
    _threaded_comment(parts, board)
    _form_control(parts, board)
    _extensions(parts, inputs)
    _surroundings(parts, inputs)
    _orphans(parts)
    parts.save(path)
    with zipfile.ZipFile(path, "a") as package:
        package.comment = b"kept by the planner"
    return path


def _written(path: Path) -> None:
    """What XlsxWriter can write."""
    book = xlsxwriter.Workbook(path)
    macros = [
        Module(name, f'Attribute VB_Name = "{name}"\r\nSub Hello()\r\nEnd Sub\r\n', kind) for name, kind in MODULES
    ]
    project = vba_project(Project("Mine", "{AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE}", macros))
    book.add_vba_project(io.BytesIO(project), True)
    book.set_vba_name("ThisWorkbook")
    book.set_custom_property("Owner", "Ann")
    book.set_properties({"title": "Plan of Ann", "company": "Press & Frame"})
    inputs, board = book.add_worksheet("Inputs"), book.add_worksheet("Board")
    book.define_name("Best", "=Inputs!$C$4")
    _inputs(book, inputs)
    _board(book, board)
    chart: Any = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=Inputs!$H$4:$H$5", "categories": "=Inputs!$G$4:$G$5"})
    sheet = book.add_chartsheet("Chart sheet")
    sheet.set_chart(chart)
    book.close()


def _inputs(book: xlsxwriter.Workbook, sheet: Any) -> None:
    columns = ["Product", "Production cost", "Holding cost", "Initial inventory", "Max production"]
    sheet.write(0, 0, "What we need", book.add_format({"bold": True, "font_size": 16, "bg_color": "#FFEEAA"}))
    sheet.add_table("A3:E5", {"name": "Products", "columns": [{"header": c} for c in columns], "data": PRODUCTS})
    headers = [{"header": c} for c in ("Product", *PERIODS)]
    sheet.add_table("G3:K5", {"name": "Demand", "columns": headers, "data": DEMAND})
    sheet.write_comment("B3", "per unit", {"author": "Ann"})
    sheet.write_formula("M4", "=SUM(H4:K4)", None, 120)
    sheet.merge_range("M7:N8", "merged", book.add_format({"align": "center"}))
    sheet.data_validation("M10", {"validate": "list", "source": ["yes", "no"]})
    sheet.set_background(io.BytesIO(picture()))
    sheet.set_header("&L&G", {"image_left": "mine.png", "image_data_left": io.BytesIO(picture())})
    sheet.freeze_panes(3, 1)
    sheet.print_area("A1:N20")
    sheet.repeat_rows(2)


def _board(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.insert_image("B2", "mine.png", {"image_data": io.BytesIO(picture()), "description": "our logo"})
    sheet.embed_image("B6", "mine.png", {"image_data": io.BytesIO(picture())})
    sheet.insert_textbox("D2", "Read me first", {"width": 200, "height": 40})
    sheet.insert_checkbox("B8", True)
    sheet.insert_button("D6", {"macro": "Hello", "caption": "Go"})
    chart: Any = book.add_chart({"type": "column"})
    chart.add_series({"name": "Press", "values": "=Inputs!$H$4:$K$4", "categories": "=Inputs!$H$3:$K$3"})
    sheet.insert_chart("F2", chart)
    sheet.add_sparkline("B10", {"range": "Inputs!H4:K4"})
    sheet.conditional_format("B12:B20", {"type": "data_bar", "data_bar_2010": True, "bar_axis_position": "middle"})
    sheet.conditional_format("C12:C20", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.write_dynamic_array_formula("E12:E13", "=_xlfn._xlws.SORT(Inputs!H4:H5)", None, 5)
    sheet.write_url("B22", "https://example.com/plan?a=1&b=2", string="the old plan")
    sheet.write_rich_string("B23", "very ", book.add_format({"bold": True}), "bold", " indeed")
    sheet.set_column("B:B", 21.5)
    sheet.write_comment("B24", "an older remark")
    sheet.outline_settings(True, False)


def _pivot(parts: Parts, sheet: str) -> None:
    """A pivot table over table Demand, with its cache and its records."""
    cache, records = "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml"
    table = "xl/pivotTables/pivotTable1.xml"
    fields = "".join(
        f'<cacheField name="{period}" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" '
        f'containsNumber="1" containsInteger="1" minValue="0" maxValue="60"/></cacheField>'
        for period in PERIODS
    )
    parts[cache] = (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedBy="Ann" refreshedDate="46000" '
        'createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="2"><cacheSource '
        'type="worksheet"><worksheetSource name="Demand"/></cacheSource><cacheFields count="5"><cacheField '
        'name="Product" numFmtId="0"><sharedItems count="2"><s v="Press"/><s v="Frame"/></sharedItems></cacheField>'
        f"{fields}</cacheFields></pivotCacheDefinition>"
    ).encode()
    rows = "".join(
        f'<r><x v="{k}"/>' + "".join(f'<n v="{number}"/>' for number in row[1:]) + "</r>"
        for k, row in enumerate(DEMAND)
    )
    parts[records] = f'<pivotCacheRecords xmlns="{MAIN}" count="2">{rows}</pivotCacheRecords>'.encode()
    numbers = '<pivotField dataField="1" showAll="0"/>' + '<pivotField showAll="0"/>' * 3
    parts[table] = (
        f'<pivotTableDefinition xmlns="{MAIN}" name="Pivot of Ann" cacheId="1" dataCaption="Values" '
        'updatedVersion="6" minRefreshableVersion="3" createdVersion="6"><location ref="H22:I25" firstHeaderRow="1" '
        'firstDataRow="1" firstDataCol="1"/><pivotFields count="5"><pivotField axis="axisRow" showAll="0"><items '
        f'count="3"><item x="0"/><item x="1"/><item t="default"/></items></pivotField>{numbers}</pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields><rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand">'
        '<x/></i></rowItems><colItems count="1"><i/></colItems><dataFields count="1"><dataField name="Sum" fld="1" '
        'baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>'
    ).encode()
    for part, kind in ((cache, "pivotCacheDefinition"), (records, "pivotCacheRecords"), (table, "pivotTable")):
        parts.announce(part, f"{SHEET_TYPE}.{kind}+xml")
    parts.relate("xl/workbook.xml", "pivotCacheDefinition", cache, "rIdP1")
    parts.relate(cache, "pivotCacheRecords", records, "rId1")
    parts.relate(table, "pivotCacheDefinition", cache, "rId1")
    parts.relate(sheet, "pivotTable", table, "rIdP1")
    parts.edit("xl/workbook.xml", "</workbook>", '<pivotCaches><pivotCache cacheId="1" r:id="rIdP1"/></pivotCaches>')


def _slicers(parts: Parts, sheet: str) -> None:
    """A slicer of table Demand."""
    cache, slicer = "xl/slicerCaches/slicerCache1.xml", "xl/slicers/slicer1.xml"
    parts[cache] = (
        f'<slicerCacheDefinition xmlns="{X14}" xmlns:x15="{X15}" name="Slicer_Product" sourceName="Product"><extLst>'
        f'<x:ext xmlns:x="{MAIN}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}"><x15:tableSlicerCache tableId="2" '
        'column="1"/></x:ext></extLst></slicerCacheDefinition>'
    ).encode()
    parts[slicer] = (
        f'<slicers xmlns="{X14}"><slicer name="Product" cache="Slicer_Product" caption="Product" rowHeight="241300"/>'
        "</slicers>"
    ).encode()
    parts.announce(cache, "application/vnd.ms-excel.slicerCache+xml")
    parts.announce(slicer, "application/vnd.ms-excel.slicer+xml")
    parts.relate("xl/workbook.xml", f"{MICROSOFT}/2007/relationships/slicerCache", cache, "rIdS1")
    parts.relate(sheet, f"{MICROSOFT}/2007/relationships/slicer", slicer, "rIdS1")
    parts.edit(
        "xl/workbook.xml", "</workbook>",
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{X15}"><x15:slicerCaches '
        f'xmlns:x14="{X14}"><x14:slicerCache r:id="rIdS1"/></x15:slicerCaches></ext></extLst>',
    )  # fmt: skip


def _threaded_comment(parts: Parts, sheet: str) -> None:
    threads, persons = "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"
    space = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
    ann = "{11111111-2222-3333-4444-555555555555}"
    parts[persons] = (
        f'<personList xmlns="{space}"><person displayName="Ann" id="{ann}" userId="a" providerId="None"/></personList>'
    ).encode()
    parts[threads] = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="B24" dT="2026-01-02T03:04:05.06" personId="{ann}" '
        'id="{99999999-2222-3333-4444-555555555555}"><text>Still so?</text></threadedComment></ThreadedComments>'
    ).encode()
    parts.announce(threads, "application/vnd.ms-excel.threadedcomments+xml")
    parts.announce(persons, "application/vnd.ms-excel.person+xml")
    parts.relate(sheet, f"{MICROSOFT}/2017/10/relationships/threadedComment", threads, "rIdT1")
    parts.relate("xl/workbook.xml", f"{MICROSOFT}/2017/10/relationships/person", persons, "rIdT1")


def _form_control(parts: Parts, sheet: str) -> None:
    control = "xl/ctrlProps/ctrlProp1.xml"
    parts[control] = (
        f'<formControlPr xmlns="{X14}" objectType="CheckBox" checked="Checked" fmlaLink="$B$9" lockText="1"/>'
    ).encode()
    parts.announce(control, "application/vnd.ms-excel.controlproperties+xml")
    parts.relate(sheet, "ctrlProp", control, "rIdC1")
    legacy = parts[sheet].decode().index("<legacyDrawing ")
    end = parts[sheet].decode()[legacy:].index("/>") + legacy + 2
    parts[sheet] = (
        parts[sheet][:end]
        + b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        b'Requires="x14" xmlns:x14="%b"><controls><control shapeId="1025" r:id="rIdC1" name="Check Box 1"/></controls>'
        b"</mc:Choice></mc:AlternateContent>" % X14.encode() + parts[sheet][end:]
    )


def _extensions(parts: Parts, sheet: str) -> None:
    """A drop-down and a conditional format as only newer versions write them, and the slicer's place."""
    parts.edit(
        sheet, "</worksheet>",
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}"><x14:dataValidations count="1" '
        f'xmlns:xm="{XM}"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Board!$B$12:$B$20</xm:f>'
        "</x14:formula1><xm:sqref>M11</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
        f'<ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}"><x14:conditionalFormattings>'
        f'<x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="expression" priority="9" '
        'id="{AAAAAAAA-0000-0000-0000-000000000001}"><xm:f>Board!$B$9</xm:f></x14:cfRule><xm:sqref>M12</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        f'<ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x14="{X14}"><x14:slicerList><x14:slicer '
        'r:id="rIdS1"/></x14:slicerList></ext></extLst>',
    )  # fmt: skip


def _surroundings(parts: Parts, sheet: str) -> None:
    """A printer's settings, a link to another workbook, custom XML, a ribbon and a thumbnail."""
    printer, link = "xl/printerSettings/printerSettings1.bin", "xl/externalLinks/externalLink1.xml"
    parts[printer] = bytes(range(256)) * 3
    parts.announce(printer, f"{SHEET_TYPE}.printerSettings")
    parts.relate(sheet, "printerSettings", printer, "rIdQ1")
    parts[link] = (
        f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"><sheetNames><sheetName val="Old"/>'
        "</sheetNames></externalBook></externalLink>"
    ).encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/externalLinkPath" Target="file:///C:\\plans\\old.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    parts.announce(link, f"{SHEET_TYPE}.externalLink+xml")
    parts.relate("xl/workbook.xml", "externalLink", link, "rIdE1")
    parts.edit(
        "xl/workbook.xml",
        "<definedNames>",
        '<externalReferences><externalReference r:id="rIdE1"/></externalReferences>',
    )
    parts["customXml/item1.xml"] = b"<?xml version='1.0'?>\r\n<mine  xmlns='urn:x'><!-- kept --><a\t/></mine>"
    parts.relate("xl/workbook.xml", "customXml", "customXml/item1.xml", "rIdX1")
    parts["customUI/customUI14.xml"] = b'<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"/>'
    parts.relate("", f"{MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI14.xml", "rIdU1")
    parts["docMetadata/LabelInfo.xml"] = b'<clbl:labelList xmlns:clbl="urn:labels"/>'
    parts.announce("docMetadata/LabelInfo.xml", "application/vnd.ms-office.classificationlabels+xml")
    parts.relate("", f"{MICROSOFT}/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml", "rIdL1")


def _orphans(parts: Parts) -> None:
    """Parts that nothing refers to, with names that ours might take, and of types that nobody knows."""
    parts["xl/charts/chart7.xml"] = b"<notOurs/>"
    parts["xl/worksheets/sheet3.xml"] = b"<alsoNotOurs/>"
    parts["xl/tables/table3.xml"] = b"not even XML"
    parts["xl/mine/odd.thing"] = bytes(range(255, -1, -1))
    parts.announce("xl/mine/odd.thing", "application/x-nobody-knows")
    parts["xl/mine/gr\u00f6\u00dfe.txt"] = b"a name that is not ASCII"
    parts["empty.bin"] = b""
