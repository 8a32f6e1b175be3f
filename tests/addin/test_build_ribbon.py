"""The ribbon: every button calls a procedure that exists, shows a picture that is there, and explains itself."""

from __future__ import annotations

import re
import zipfile
from xml.etree.ElementTree import Element, fromstring

import pytest

from sop_excel.contract.demand_tables import (
    AUDIT,
    FORECAST,
    FORECAST_ACCURACY,
    MAPPING,
    SAFETY_STOCK,
    SALES_HISTORY,
)
from sop_excel.contract.life_tables import COST_CHANGES, PLAN_AND_ACTUAL, PLAN_CHANGES, RULE_COMPARISON, RUNS
from sop_excel.contract.output_tables import CHECKS, COST_SUMMARY, EXPLANATION, PLAN
from sop_excel.hosts.addin.build import modules
from sop_excel.hosts.excel.wording import BUTTONS
from sop_excel.shipped import TEMPLATES, resource

NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
RIBBON = fromstring(resource("addin/excel/customUI14.xml").read_bytes())  # noqa: S314 - our own file
CONTROLS = [
    found for found in RIBBON.iter() if found.tag in (NAMESPACE + "button", NAMESPACE + "menu", NAMESPACE + "dropDown")
]
# What Excel hands to a callback, by the attribute that names it; of a drop-down by its kind of control too.
SIGNATURES = {
    "onLoad": "ribbon As IRibbonUI",
    "onAction": "control As IRibbonControl",
    "dropDown onAction": "control As IRibbonControl, id As String, index As Integer",
    "getItemCount": "control As IRibbonControl, ByRef returnedVal",
    "getItemLabel": "control As IRibbonControl, index As Integer, ByRef returnedVal",
    "getEnabled": "control As IRibbonControl, ByRef returnedVal",
    "getSelectedItemIndex": "control As IRibbonControl, ByRef returnedVal",
}
CALLBACK = re.compile(r"^Public Sub (\w+)\(((?:control As IRibbonControl|ribbon As IRibbonUI).*)\)$", re.M)
every_control = pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.get("id"))
STEPS = ("SopAdopt", "SopClean", "SopForecast", "SopSafetyStock", "SopChain")
OVER_TIME = ("SopRoll", "SopPull", "SopPublish", "SopRuns", "SopCompareRules", "SopUndo")
SCRIPT = resource("addin/excel/sop_excel.applescript").read_text(encoding="ascii")
SOURCES = {module.name: module.text for module in modules()}


def under(control_id: str) -> list[str | None]:
    """The labels directly below a group or menu."""
    (parent,) = (found for found in RIBBON.iter() if found.get("id") == control_id)
    return [child.get("label") for child in parent]


def menu(control_id: str) -> list[Element]:
    """What stands in a menu."""
    (parent,) = (found for found in RIBBON.iter() if found.get("id") == control_id)
    return list(parent)


def test_the_tab_has_the_groups_and_buttons_that_were_asked_for() -> None:
    (tab,) = RIBBON.iter(NAMESPACE + "tab")
    assert tab.get("label") == "S&&OP", "shown as S&OP: a lone ampersand would mark a shortcut"
    assert [group.get("label") for group in tab] == ["Demand", "Plan", "Plan over time", "Results", "Workbook", "Help"]
    steps = ["Adopt this workbook", "Clean history", "Forecast", "Safety stock", "History to plan", "Show"]
    assert under("SopDemandGroup") == steps
    assert under("SopPlanGroup") == ["Optimize plan", "Check inputs", "Scenario", "Compare scenarios", "Cancel"]
    assert under("SopTimeGroup") == [
        "Roll",
        "Pull",
        "Publish",
        "Runs",
        "Compare rules",
        "What changed",
        "Undo last run",
    ]
    assert under("SopResultsGroup") == ["Plan", "Costs", "Checks", "Why this plan"]
    assert under("SopNewMenu") == [
        "One product",
        "Several products",
        "Workforce",
        "Lots and setups",
        "Bill of materials",
    ]
    assert under("SopHelpGroup") == ["Help", "About"]


def test_every_callback_is_defined_with_the_signature_that_excel_calls() -> None:
    """And nothing in the module of callbacks can be called from the ribbon that no button calls."""
    defined = [found for text in SOURCES.values() for found in CALLBACK.findall(text)]
    called = {
        value: SIGNATURES.get(f"{control.tag.removeprefix(NAMESPACE)} {key}") or SIGNATURES[key]
        for control in RIBBON.iter()
        for key, value in control.attrib.items()
        if re.match(r"(on|get|load)[A-Z]", key)
    }
    assert len(defined) == len(dict(defined))
    assert dict(defined) == called
    public = re.findall(r"^Public (?:Sub|Function) (\w+)", SOURCES["SopRibbon"], re.M)
    timed = re.findall(r"!SopRibbon\.(\w+)", SOURCES["SopRun"] + SOURCES["SopClicks"] + SCRIPT)
    assert set(public) == set(called) | set(timed)


@every_control
def test_every_control_says_what_it_does(control: Element) -> None:
    assert control.get("label")
    assert control.get("screentip")
    assert str(control.get("supertip")).endswith(".")
    assert re.fullmatch(r"[A-Z0-9]{1,3}", str(control.get("keytip")))


@every_control
def test_every_control_has_one_picture_and_an_own_one_is_in_the_file(control: Element) -> None:
    assert ("image" in control.attrib) != ("imageMso" in control.attrib)
    if own := control.get("image"):
        with zipfile.ZipFile(resource("addin/excel/sop_excel.xlam")) as archive:
            assert archive.read(f"customUI/images/{own}.png").startswith(b"\x89PNG")
            relationships = archive.read("customUI/_rels/customUI14.xml.rels").decode()
            assert f'Id="{own}"' in relationships


def test_identifiers_are_unique_and_keytips_within_their_place() -> None:
    identifiers = [found.get("id") for found in RIBBON.iter() if found.get("id")]
    assert len(identifiers) == len(set(identifiers))
    for place in RIBBON.iter():
        if place.tag in (NAMESPACE + "tab", NAMESPACE + "menu"):
            inside = [found for group in place for found in ([group] if group.get("keytip") else group)]
            keytips = [found.get("keytip") for found in inside]
            assert len(keytips) == len(set(keytips)) > 1


def test_messages_call_the_commands_as_the_buttons_do() -> None:
    """Each callback starts the command whose label stands on its button."""
    started = dict(
        re.findall(
            r"Public Sub (Sop\w+)\(control As IRibbonControl\)\n.*?SopRunCommand \"([\w-]+)\"", SOURCES["SopRibbon"]
        )
    )
    started["SopOptimize"] = "optimize"
    labels = {
        started[control.get("onAction")]: control.get("label")
        for control in CONTROLS
        if control.get("onAction") in started
    }
    assert labels == BUTTONS


def test_go_to_names_tables_that_are_written() -> None:
    tags = {control.get("tag") for control in CONTROLS if control.get("onAction") == "SopGoTo"}
    before = {form.name for form in (MAPPING, SALES_HISTORY, AUDIT, FORECAST, FORECAST_ACCURACY, SAFETY_STOCK)}
    after = {form.name for form in (PLAN_CHANGES, COST_CHANGES, PLAN_AND_ACTUAL, RULE_COMPARISON, RUNS)}
    assert tags == {PLAN.name, COST_SUMMARY.name, CHECKS.name, EXPLANATION.name, *before, *after}


def test_where_a_table_is_missing_the_button_that_writes_it_is_named() -> None:
    """By its label."""
    body = SOURCES["SopRibbon"].split("Private Function CommandFor(", 1)[1].split("End Function", 1)[0]
    named = dict(re.findall(r'Case (.*?)\n *CommandFor = "(.*?)"', body))
    assert set(named.values()) <= {control.get("label") for control in CONTROLS}
    tables = [name for names in named if names != "Else" for name in re.findall(r'"(\w+)"', names)]
    shown = [str(control.get("tag")) for control in menu("SopDemandShowMenu")]
    assert sorted(tables) == sorted([*shown, PLAN_AND_ACTUAL.name, RULE_COMPARISON.name, RUNS.name])
    assert named["Else"] == "Optimize plan"


def test_new_names_templates_that_exist_and_the_callback_knows_them() -> None:
    tags = {control.get("tag") for control in CONTROLS if control.get("onAction") == "SopNew"}
    assert {f"templates/{tag}" for tag in tags} == set(TEMPLATES.values())
    known = re.search(r"Public Sub SopNew.*?\n *Case (.*?)\n", SOURCES["SopRibbon"], re.S)
    assert known
    assert set(re.findall(r'"(.*?)"', known[1])) == tags


@pytest.mark.parametrize("callback", ["SopOptimize", "SopCompare", "SopCheck", "SopGoTo", *STEPS, *OVER_TIME])
def test_what_works_on_a_workbook_asks_first_whether_one_is_open(callback: str) -> None:
    body = SOURCES["SopRibbon"].split(f"Public Sub {callback}(", 1)[1].split("End Sub", 1)[0]
    statements = [line.strip() for line in body.splitlines()[1:] if line.strip() and not line.strip().startswith("'")]
    assert statements
    assert all(line.startswith("If HasWorkbook() Then ") for line in statements)


def test_the_drop_down_is_read_anew_by_its_own_name() -> None:
    """When another workbook is active, and when a table Scenarios changes."""
    (drop_down,) = RIBBON.iter(NAMESPACE + "dropDown")
    assert f'DROP_DOWN As String = "{drop_down.get("id")}"' in SOURCES["SopScenarios"]
    events = re.findall(r"^Private Sub excelEvents_(\w+)\(", SOURCES["ThisWorkbook"], re.M)
    assert events == ["WorkbookActivate", "WorkbookDeactivate", "WorkbookAfterSave", "SheetChange"]
    assert SOURCES["ThisWorkbook"].count("SopRefreshScenarios") == len(events)
    assert "Set excelEvents = Application" in SOURCES["ThisWorkbook"]


def test_cancel_is_offered_while_a_command_runs_in_the_server() -> None:
    """Its state is asked for anew, by its own name, whenever one begins or ends; so is the key Esc."""
    (button,) = (found for found in CONTROLS if found.get("label") == "Cancel")
    assert button.get("getEnabled") == "SopCancelEnabled"
    source = SOURCES["SopClicks"]
    assert f'CANCEL_BUTTON As String = "{button.get("id")}"' in source
    shown = source.split("Private Sub ShowRunning(", 1)[1].split("End Sub", 1)[0]
    assert "SopRefreshControl CANCEL_BUTTON" in shown
    assert re.findall(r"Application\.OnKey (.*)", shown) == [
        'CANCEL_KEY, "\'" & ThisWorkbook.Name & "\'!SopRibbon.SopEscape"',
        "CANCEL_KEY",
    ]
