"""The macros that ask the server of the functions, with a server and an Excel that are played; run by LibreOffice.

A row of steps is played: ``start WORD/TEXT`` clicks and is answered so (several answers by ``+``), ``watch WORD/TEXT``
is Excel's call a second later, ``cancel WORD/TEXT`` the button, ``held`` and ``free`` whether Python has the keyboard,
``reset`` what a reset in VBA's editor forgets. What the macros do comes back in the order in which they do it.
"""

from __future__ import annotations

import re

PLAYED = """
Private testLog As String
Private testAnswers As String
Private testInteractive As Boolean
Private testYes As Boolean

Private Sub Note(ByVal what As String)
    testLog = testLog & what & "; "
End Sub

Private Function NextAnswer(ByVal question As String) As String
    Dim at As Long

    If testAnswers = "dead" Then Err.Raise 462, "test", "The remote server machine does not exist"
    at = InStr(testAnswers & "+", "+")
    NextAnswer = Replace(Left$(testAnswers, at - 1), "/", vbLf)
    testAnswers = Mid$(testAnswers, at + 1)
    Note question
End Function

Private Function PlayedAnswer(ByVal question As String) As Boolean
    Note "offers to end Python"
    PlayedAnswer = testYes
End Function

Private Function StartAnswer(ByVal command As String, ByVal scenario As Long) As String
    StartAnswer = NextAnswer("asks to start")
End Function

Private Function Asked(ByVal question As String) As String
    Asked = NextAnswer("asks " & question & " of " & ticket)
End Function

Public Function ProbeClicks(ByVal steps As String) As String
    Dim one As Variant
    Dim at As Long

    testLog = ""
    testInteractive = True
    testYes = False
    ticket = ""
    isRunning = False
    For Each one In Split(steps, ";")
        at = InStr(one & " ", " ")
        testAnswers = Mid$(one, at + 1)
        Select Case Left$(one, at - 1)
            Case "start"
                PlayStart
            Case "watch"
                SopWatchServer
            Case "cancel"
                SopCancelInServer
            Case "held"
                testInteractive = False
            Case "yes"
                testYes = True
            Case "free"
                testInteractive = True
            Case "reset"
                ticket = ""
                toldLast = ""
                isRunning = False
        End Select
    Next one
    ProbeClicks = testLog
End Function

Private Sub PlayStart()
    Dim isStarted As Boolean
    Dim problem As String

    SopStartInServer "optimize", 0, isStarted, problem
    If Not isStarted And problem = "" Then Note "another Python"
    If problem <> "" Then Note "tells " & problem
End Sub
"""
INSTEAD = (
    (r"Application\.StatusBar = False", 'Note "gives the status bar back"'),
    (r"Application\.StatusBar = (.*)", r'Note "shows " & \1'),
    (r"Application\.Interactive = True", "testInteractive = True"),
    (r"Application\.Interactive\b", "testInteractive"),
    (r"MsgBox\(question, .*\) = vbYes", "PlayedAnswer(question)"),
    (r"MsgBox (told|\".*?\"), .*", r'Note "tells " & \1'),
    (r"Application\.OnKey CANCEL_KEY, .*", 'Note "on"'),
    (r"Application\.OnKey CANCEL_KEY", 'Note "off"'),
    (r"Application\.OnTime timeToAsk, .*, , False", "timeToAsk = 0"),
    (r"Application\.OnTime timeToAsk, .*", 'Note "later"'),
    (r"^( *)KillPy", r'\1Note "kills"'),
    (r"SopClearStatusLater", 'Note "clears later"'),
    (r"SopRestoreSettings", 'Note "puts back"'),
    (r"SopKeepSettings", 'Note "keeps"'),
)


def played(text: str) -> str:
    """The text of ``SopClicks`` with all that it asks of others played."""
    for name in ("StartAnswer", "Asked"):
        text, count = re.subn(rf"^Private Function {name}\(.*?^End Function\n", "", text, flags=re.M | re.S)
        assert count == 1
    for pattern, given in INSTEAD:
        text, count = re.subn(pattern, given, text, flags=re.M)
        assert count, pattern
    return text + PLAYED


STARTED = "keeps; asks to start; on; later; "
STOPPED = 'sop-excel stopped before it could say why. Run "sop-excel doctor" in a terminal: '
STOPPED += "it finds what is wrong and says what to do."
CLICKS = {
    "from start to end": (
        "start started/7;watch running/S&OP: solving, 1 s ...;watch done/S&OP: Optimal",
        STARTED + "asks state of 7; shows S&OP: solving, 1 s ...; later; "
        "asks state of 7; off; shows S&OP: Optimal; clears later; ",
    ),
    "a result without a text": (
        "start started/7;watch done/", STARTED + "asks state of 7; off; gives the status bar back; ",
    ),
    "another runs": (
        "start busy/Optimize plan has been working since noon.",
        "keeps; asks to start; tells Optimize plan has been working since noon.; ",
    ),
    "another runs that was started here": (
        "start started/7;start busy/It works.", STARTED + "asks to start; tells It works.; ",
    ),
    "another version, until the server is started anew": (
        "start version+started/1", "keeps; asks to start; kills; asks to start; on; later; ",
    ),
    "another version, whatever is started": (
        "start version+version", "keeps; asks to start; kills; asks to start; another Python; ",
    ),
    "no server": ("start dead", "keeps; another Python; "),
    "it dies": (
        "start started/7;watch running/S&OP: solving ...;watch dead",
        STARTED + "asks state of 7; shows S&OP: solving ...; later; "
        f"off; puts back; gives the status bar back; tells {STOPPED}; ",
    ),
    "a server that knows nothing of it": (
        "start started/7;watch gone",
        STARTED + f"asks state of 7; off; puts back; gives the status bar back; tells {STOPPED}; ",
    ),
    "cancelled": (
        "start started/7;cancel running/S&OP: stopping ...;watch done/S&OP: cancelled",
        STARTED + "asks cancel of 7; shows S&OP: stopping ...; "
        "asks state of 7; off; shows S&OP: cancelled; clears later; ",
    ),
    "one that does not end": (
        "start started/7;" + 3 * "cancel running/stopping;" + "yes;cancel running/stopping",
        STARTED + 2 * "asks cancel of 7; shows stopping; "
        + 2 * "asks cancel of 7; shows stopping; offers to end Python; "
        + f"kills; off; puts back; gives the status bar back; tells {STOPPED}; ",
    ),
    "nothing to cancel": ("cancel gone", "asks cancel of ; tells No command of sop-excel is running.; "),
    "a server that died is found out by the next question": ("start started/7;cancel dead", STARTED),
    "after a reset it goes on": (
        "start started/7;reset;watch running/S&OP: solving ...;cancel running/S&OP: stopping ...;watch done/S&OP: done",
        STARTED + "asks state of ; shows S&OP: solving ...; on; later; asks cancel of ; shows S&OP: stopping ...; "
        "asks state of ; off; shows S&OP: done; clears later; ",
    ),
    "while Python has the keyboard it is not disturbed": (
        "start started/7;held;watch dead;watch dead;free;watch done/S&OP: done",
        STARTED + "later; later; asks state of 7; off; shows S&OP: done; clears later; ",
    ),
}  # fmt: skip
DIED_HELD = "start started/7;held;" + "watch dead;" * 16
