Attribute VB_Name = "SopScenarios"
Option Explicit
Option Private Module

' Part of sop-excel, MIT licence.
'
' The scenarios of the open workbook for the drop-down of the tab. The chosen one is kept as a name here; to Python goes
' its number alone: its place among the names of the column Scenario in the order of their first rows, 0 for the base.

Private Const DROP_DOWN As String = "SopScenarioDropDown"
Private Const BASE_LABEL As String = "Base"

Private ribbonOfTab As Object
Private chosenName As String

Public Sub SopKeepRibbon(ByVal ribbon As Object)
    ' What Excel hands over once; without it the drop-down cannot be read anew.
    Set ribbonOfTab = ribbon
End Sub

Public Sub SopRefreshScenarios()
    ' Lets Excel ask for the scenarios again the next time that it shows the tab.
    On Error Resume Next
    If Not ribbonOfTab Is Nothing Then ribbonOfTab.InvalidateControl DROP_DOWN
    On Error GoTo 0
End Sub

Public Function SopScenarioCount() As Long
    Dim names() As String

    SopScenarioCount = FindScenarios(names)
End Function

Public Function SopScenarioLabel(ByVal number As Long) As String
    ' The name of a scenario; of number 0 what the drop-down calls the base.
    Dim names() As String

    SopScenarioLabel = BASE_LABEL
    If number > 0 Then
        If number <= FindScenarios(names) Then SopScenarioLabel = names(number)
    End If
End Function

Public Function SopChosenScenario() As Long
    ' The number of the chosen scenario; 0 for the base, -1 where the workbook no longer has it.
    Dim names() As String
    Dim position As Long

    If chosenName = "" Then Exit Function
    SopChosenScenario = -1
    For position = 1 To FindScenarios(names)
        If StrComp(names(position), chosenName, vbBinaryCompare) = 0 Then SopChosenScenario = position
    Next position
End Function

Public Sub SopTakeScenario(ByVal number As Long)
    ' Keeps the choice; 0 is the base.
    chosenName = ""
    If number > 0 Then chosenName = SopScenarioLabel(number)
End Sub

Public Function SopTableOf(ByVal book As Workbook, ByVal tableName As String) As ListObject
    ' The table of that name, in any case, on any sheet; nothing if there is none.
    Dim sheet As Worksheet
    Dim table As ListObject

    For Each sheet In book.Worksheets
        For Each table In sheet.ListObjects
            If LCase$(table.Name) = LCase$(tableName) Then
                Set SopTableOf = table
                Exit Function
            End If
        Next table
    Next sheet
End Function

Private Function FindScenarios(ByRef names() As String) As Long
    ' The names from 1 on, each once, in the order of their first rows; answers how many there are.
    Dim cells As Range
    Dim cell As Range
    Dim found As String

    ReDim names(0)
    On Error GoTo done
    Set cells = ScenarioCells()
    If cells Is Nothing Then Exit Function
    For Each cell In cells.Cells
        found = CodeOf(cell.Value2)
        If found <> "" And Not IsAmong(names, FindScenarios, found) Then
            FindScenarios = FindScenarios + 1
            ReDim Preserve names(FindScenarios)
            names(FindScenarios) = found
        End If
    Next cell
done:
End Function

Private Function ScenarioCells() As Range
    ' The cells below the header Scenario of the table Scenarios; nothing where there are none.
    Dim table As ListObject
    Dim column As ListColumn

    If ActiveWorkbook Is Nothing Then Exit Function
    Set table = SopTableOf(ActiveWorkbook, "Scenarios")
    If table Is Nothing Then Exit Function
    For Each column In table.ListColumns
        If LCase$(Replace(Replace(Replace(column.Name, " ", ""), "_", ""), "-", "")) = "scenario" Then
            Set ScenarioCells = column.DataBodyRange
            Exit Function
        End If
    Next column
End Function

Private Function CodeOf(ByVal cellValue As Variant) As String
    ' A name as it is compared: text without spaces around it, or a number as text; "" for anything else.
    Select Case VarType(cellValue)
        Case vbString
            CodeOf = Trim$(cellValue)
        Case vbDouble
            CodeOf = CStr(cellValue)
    End Select
End Function

Private Function IsAmong(ByRef names() As String, ByVal count As Long, ByVal wanted As String) As Boolean
    Dim position As Long

    For position = 1 To count
        If StrComp(names(position), wanted, vbBinaryCompare) = 0 Then IsAmong = True
    Next position
End Function
