Attribute VB_Name = "SopCells"
Option Explicit
Option Private Module

' Part of sop-excel, MIT licence.
'
' What a worksheet function hands over of its arguments: values and number formats as plain texts, numbers and arrays,
' so that Python has nothing to ask Excel for. Python reads it in sop_excel/hosts/excel/handed.py.

Public Function SopGiven(ByVal most As Long, Optional given)
    ' One argument: in a word what it is, and what it holds. More cells than "most" are not read. One that the formula
    ' leaves out is left out here too.
    If IsMissing(given) Then
        SopGiven = Array("missing")
    ElseIf TypeName(given) = "Range" Then
        SopGiven = RangeGiven(given, most)
    Else
        SopGiven = Array("values", given)
    End If
End Function

Private Function RangeGiven(given, ByVal most As Long)
    Dim part As Object

    If given.Areas.Count > 1 Then
        RangeGiven = Array("areas", CDbl(given.Areas.Count))
        Exit Function
    End If
    Set part = UsedPart(given, most)
    If CellCount(part) > most Then
        RangeGiven = Array("large", CDbl(part.Rows.Count), CDbl(part.Columns.Count))
    Else
        RangeGiven = Array("cells", part.Value2, FormatsOf(part), CBool(part.Worksheet.Parent.Date1904))
    End If
End Function

Private Function UsedPart(given, ByVal most As Long) As Object
    ' Of more cells than are read those up to the last row and column that are used on the sheet; of whole columns and
    ' rows from the first one that is used. Where none of them is used: the first cell.
    Dim used As Object
    Dim firstRow As Long, lastRow As Long, firstColumn As Long, lastColumn As Long

    Set UsedPart = given
    If CellCount(given) <= most Then Exit Function
    Set used = given.Worksheet.UsedRange
    firstRow = given.Row
    lastRow = Lesser(firstRow + given.Rows.Count, used.Row + used.Rows.Count) - 1
    If given.Rows.Count = given.Worksheet.Rows.Count And used.Row > firstRow Then firstRow = used.Row
    firstColumn = given.Column
    lastColumn = Lesser(firstColumn + given.Columns.Count, used.Column + used.Columns.Count) - 1
    If given.Columns.Count = given.Worksheet.Columns.Count And used.Column > firstColumn Then firstColumn = used.Column
    If firstRow <= lastRow And firstColumn <= lastColumn Then
        Set UsedPart = Block(given.Worksheet, firstRow, lastRow, firstColumn, lastColumn)
    Else
        Set UsedPart = Block(given.Worksheet, given.Row, given.Row, given.Column, given.Column)
    End If
End Function

Private Function FormatsOf(part) As String
    ' The number formats of dates and of codes with leading zeros: row and column of the first cell, and then one a line,
    ' behind its first and last row and its first and last column. The first row by itself, as headers seldom look like
    ' what is below them.
    Dim firstRow As Long, lastRow As Long, firstColumn As Long, lastColumn As Long

    firstRow = part.Row
    lastRow = firstRow + part.Rows.Count - 1
    firstColumn = part.Column
    lastColumn = firstColumn + part.Columns.Count - 1
    FormatsOf = CStr(firstRow) & " " & CStr(firstColumn) & vbLf & _
        FormatsIn(part.Worksheet, firstRow, firstRow, firstColumn, lastColumn)
    If lastRow > firstRow Then
        FormatsOf = FormatsOf & FormatsIn(part.Worksheet, firstRow + 1, lastRow, firstColumn, lastColumn)
    End If
End Function

Private Function FormatsIn(sheet, ByVal firstRow As Long, ByVal lastRow As Long, _
    ByVal firstColumn As Long, ByVal lastColumn As Long) As String
    ' The format of a block, which Excel tells where all cells have the same; else those of its halves.
    Dim code As Variant
    Dim middle As Long

    code = Block(sheet, firstRow, lastRow, firstColumn, lastColumn).NumberFormat
    If Not IsNull(code) Then
        If code Like "*[dmyhsDMYHS]*" Or code Like "00*" Then
            FormatsIn = CStr(firstRow) & " " & CStr(lastRow) & " " & CStr(firstColumn) & " " & _
                CStr(lastColumn) & " " & code & vbLf
        End If
    ElseIf lastColumn > firstColumn Then
        middle = (firstColumn + lastColumn) \ 2
        FormatsIn = FormatsIn(sheet, firstRow, lastRow, firstColumn, middle) & _
            FormatsIn(sheet, firstRow, lastRow, middle + 1, lastColumn)
    ElseIf lastRow > firstRow Then
        middle = (firstRow + lastRow) \ 2
        FormatsIn = FormatsIn(sheet, firstRow, middle, firstColumn, lastColumn) & _
            FormatsIn(sheet, middle + 1, lastRow, firstColumn, lastColumn)
    End If
End Function

Private Function Block(sheet, ByVal firstRow As Long, ByVal lastRow As Long, _
    ByVal firstColumn As Long, ByVal lastColumn As Long) As Object
    Set Block = sheet.Range(sheet.Cells(firstRow, firstColumn), sheet.Cells(lastRow, lastColumn))
End Function

Private Function CellCount(part) As Double
    ' Of a whole sheet there are more than a Long can hold.
    CellCount = CDbl(part.Rows.Count) * CDbl(part.Columns.Count)
End Function

Private Function Lesser(ByVal one As Long, ByVal other As Long) As Long
    If one < other Then Lesser = one Else Lesser = other
End Function
