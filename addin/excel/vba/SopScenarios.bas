Attribute VB_Name = "SopScenarios"
Option Explicit
Option Private Module

' Part of sop-excel, MIT licence.
'
' The scenarios of the open workbook for the drop-down of the tab. Every workbook has a choice of its own, kept as a name.
' To Python goes one number: the row of the scenario in the table, with a check of what stands there; 0 for the base.
'
' Excel may forget all of this while its drop-down goes on showing what it did (after an End, or an unhandled error in any
' macro). So it is kept what the drop-down was last told, and nothing else is planned without asking.

Private Const DROP_DOWN As String = "SopScenarioDropDown"
Private Const BASE_LABEL As String = "Base"
Private Const CHECKS As Long = 997
Private Const ROW_PLACE As Long = 1000

Private ribbonOfTab As Object
Private choiceBooks() As String
Private choiceNames() As String
Private choiceCount As Long
Private toldBook As String
Private toldNames() As String
Private toldCount As Long
Private shownName As String

Public Sub SopKeepRibbon(ByVal ribbon As Object)
    ' What Excel hands over once; without it the drop-down cannot be read anew.
    Set ribbonOfTab = ribbon
End Sub

Public Sub SopRefreshScenarios()
    ' Lets Excel ask for the scenarios again the next time that it shows the tab.
    SopRefreshControl DROP_DOWN
End Sub

Public Sub SopRefreshControl(ByVal id As String)
    ' Lets Excel ask anew what a control of the tab shows.
    On Error Resume Next
    If Not ribbonOfTab Is Nothing Then ribbonOfTab.InvalidateControl id
    On Error GoTo 0
End Sub

Public Function SopScenarioCount() As Long
    ' How many scenarios the active workbook has; these are told from here on.
    Dim numbers() As Long

    toldCount = FindScenarios(toldNames, numbers)
    toldBook = BookKey()
    shownName = ""
    SopScenarioCount = toldCount
End Function

Public Function SopScenarioLabel(ByVal number As Long) As String
    ' The name of a scenario that is told; of number 0 what the drop-down calls the base.
    SopScenarioLabel = BASE_LABEL
    If number > 0 And number <= toldCount Then SopScenarioLabel = toldNames(number)
End Function

Public Function SopShownScenario() As Long
    ' Which of those that are told is shown: the choice of this workbook. One that it no longer has becomes the base.
    SopShownScenario = PlaceOf(ChoiceOf(toldBook), toldNames, toldCount)
    If SopShownScenario < 0 Then
        KeepChoice toldBook, ""
        SopShownScenario = 0
    End If
    shownName = ChoiceOf(toldBook)
End Function

Public Sub SopTakeScenario(ByVal number As Long)
    ' Keeps the choice among those that are told; 0 is the base. A list of another workbook is read anew, and nothing kept.
    If toldBook = "" Or toldBook <> BookKey() Then
        SopRefreshScenarios
        Exit Sub
    End If
    shownName = ""
    If number > 0 And number <= toldCount Then shownName = toldNames(number)
    KeepChoice toldBook, shownName
End Sub

Public Function SopScenarioToPlan(ByRef problem As String, ByRef question As String) As Long
    ' The number for Python. A problem where the choice is no longer there; a question where the drop-down may show
    ' something else than what would be planned.
    Dim names() As String
    Dim numbers() As Long
    Dim chosen As String
    Dim place As Long
    Dim count As Long

    problem = ""
    question = ""
    chosen = ChoiceOf(BookKey())
    count = FindScenarios(names, numbers)
    place = PlaceOf(chosen, names, count)
    If place < 0 Then
        KeepChoice BookKey(), ""
        SopRefreshScenarios
        problem = "The scenario " & chosen & " that you chose is no longer in this workbook. Choose again, then Optimize plan."
        Exit Function
    End If
    If place > 0 Then SopScenarioToPlan = numbers(place)
    If count > 0 And (toldBook <> BookKey() Or shownName <> chosen) Then
        SopRefreshScenarios
        question = "The drop-down Scenario may show something else, since Excel has not asked for this workbook's scenarios." & _
            vbNewLine & vbNewLine & "Plan the scenario " & SpokenName(chosen) & "?"
    End If
End Function

Public Function SopScenarioNumber(ByVal place As Long, ByVal cellValue As Variant) As Long
    ' A row of the table, counted from 1, and a number from 1 to 997 by which Python sees that the text in it is still
    ' the same; 0 in its place for a number or a date.
    Dim check As Long
    Dim at As Long

    If VarType(cellValue) = vbString Then
        For at = 1 To Len(cellValue)
            check = (check * 31 + (AscW(Mid$(cellValue, at, 1)) And &HFFFF&)) Mod CHECKS
        Next at
        check = check + 1
    End If
    SopScenarioNumber = place * ROW_PLACE + check
End Function

Public Function SopStripped(ByVal text As String) As String
    ' The text without the white space around it that Python strips: Trim$ leaves tabs and spaces that do not break.
    Dim first As Long
    Dim last As Long

    first = 1
    last = Len(text)
    Do While first <= last
        If Not IsSpace(Mid$(text, first, 1)) Then Exit Do
        first = first + 1
    Loop
    Do While last >= first
        If Not IsSpace(Mid$(text, last, 1)) Then Exit Do
        last = last - 1
    Loop
    SopStripped = Mid$(text, first, last - first + 1)
End Function

Private Function IsSpace(ByVal letter As String) As Boolean
    Select Case AscW(letter) And &HFFFF&
        Case 9 To 13, 28 To 32, 133, 160, 5760, 8192 To 8202, 8232, 8233, 8239, 8287, 12288
            IsSpace = True
    End Select
End Function

Private Function SpokenName(ByVal chosen As String) As String
    SpokenName = BASE_LABEL
    If chosen <> "" Then SpokenName = chosen
End Function

Private Function BookKey() As String
    ' What tells the open workbooks apart; saved under another name, a workbook is asked for its scenarios again.
    If Not ActiveWorkbook Is Nothing Then BookKey = ActiveWorkbook.FullName
End Function

Private Function ChoiceOf(ByVal book As String) As String
    ' The name that was chosen in a workbook; nothing for the base.
    Dim place As Long

    place = PlaceOf(book, choiceBooks, choiceCount)
    If place > 0 Then ChoiceOf = choiceNames(place)
End Function

Private Sub KeepChoice(ByVal book As String, ByVal chosen As String)
    Dim place As Long

    place = PlaceOf(book, choiceBooks, choiceCount)
    If place < 0 Then
        choiceCount = choiceCount + 1
        place = choiceCount
        ReDim Preserve choiceBooks(choiceCount)
        ReDim Preserve choiceNames(choiceCount)
        choiceBooks(place) = book
    End If
    If place > 0 Then choiceNames(place) = chosen
End Sub

Private Function PlaceOf(ByVal wanted As String, ByRef names() As String, ByVal count As Long) As Long
    ' The place of a name from 1 on; 0 for an empty one; -1 where it is not there.
    Dim position As Long

    If wanted = "" Then Exit Function
    PlaceOf = -1
    For position = count To 1 Step -1
        If StrComp(names(position), wanted, vbBinaryCompare) = 0 Then PlaceOf = position
    Next position
End Function

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

Private Function FindScenarios(ByRef names() As String, ByRef numbers() As Long) As Long
    ' The names from 1 on, each once, in the order of their first rows, and the number of each for Python; answers how
    ' many there are.
    Dim cells As Range
    Dim cell As Range
    Dim found As String

    ReDim names(0)
    ReDim numbers(0)
    On Error GoTo done
    Set cells = ScenarioCells()
    If cells Is Nothing Then Exit Function
    For Each cell In cells.Cells
        found = CodeOf(cell)
        If found <> "" And PlaceOf(found, names, FindScenarios) <= 0 Then
            FindScenarios = FindScenarios + 1
            ReDim Preserve names(FindScenarios)
            ReDim Preserve numbers(FindScenarios)
            names(FindScenarios) = found
            numbers(FindScenarios) = SopScenarioNumber(cell.Row - cells.Row + 1, cell.Value2)
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

Private Function CodeOf(ByVal cell As Range) As String
    ' A name as it is compared: text without white space around it, a number or a date as it is shown; "" for anything else.
    Select Case VarType(cell.Value2)
        Case vbString
            CodeOf = SopStripped(cell.Value2)
        Case vbDouble
            CodeOf = SopStripped(cell.Text)
    End Select
End Function
