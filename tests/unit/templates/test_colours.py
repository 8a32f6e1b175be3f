"""Readers who see fewer colours can tell everything apart that differs by colour, and read every text.

Colour blindness is simulated by the matrices of Machado, Oliveira and Fernandes (2009, severity 1.0), which act on
linear RGB; distances are CIE76 in CIELAB (about 2.3 is just noticeable side by side); contrast is that of WCAG 2.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from templates.make import cell_formats, drawing, looks, page

SIGHT = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE_POINT = XYZ @ np.ones(3)

PAPER = "FFFFFF"
MASTER_PLAN = {
    "inventory": drawing.SKY,
    "production": drawing.BLUE,
    "demand": drawing.VERMILLION,
    "safety": drawing.CHARCOAL,
}
MEETING = {"inventory": drawing.CLEAR_SKY, "production": drawing.BLUE, "demand": drawing.VERMILLION}
LOAD = {"load": drawing.BLUE, "capacity": drawing.VERMILLION}
FILLS = {"input": looks.INPUT, "calculated": looks.CALCULATED, "output": PAPER}
STATES = {"ok": cell_formats.GREEN[1], "check": cell_formats.RED[1], "attention": cell_formats.AMBER[1]}
TEXTS = {
    "header": ("FFFFFF", looks.ACCENT),
    "input": (looks.INK, looks.INPUT),
    "calculated": (looks.INK, looks.CALCULATED),
    "figure": (looks.ACCENT, looks.CALCULATED),
    "note": (looks.GREY, PAPER),
    "ok": cell_formats.GREEN,
    "check": cell_formats.RED,
    "attention": cell_formats.AMBER,
}


def linear(colour: str) -> np.ndarray:
    """Red, green and blue as amounts of light, 0 to 1."""
    parts = np.array([int(colour[k : k + 2], 16) for k in (0, 2, 4)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(colour: str, sight: str) -> np.ndarray:
    """Lightness and the two opponent colours as somebody sees them."""
    light = np.clip(SIGHT[sight] @ linear(colour), 0, 1)
    ratio = (XYZ @ light) / WHITE_POINT
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, sight: str) -> float:
    """How different two colours look."""
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


def contrast(one: str, other: str) -> float:
    """The contrast of a text with its ground, 1 to 21."""
    weights = XYZ[1]
    light, dark = sorted((float(weights @ linear(colour)) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measures_are_the_known_ones() -> None:
    """Black on white is 21; red and green of the same lightness meet for those without the middle cones."""
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert distance("FFFFFF", "000000", "full") == pytest.approx(100, abs=0.1)
    assert distance("D62728", "5E7A1C", "deuteranopia") < 0.35 * distance("D62728", "5E7A1C", "full")


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("series", [MASTER_PLAN, MEETING, LOAD], ids=["master plan", "meeting", "load"])
def test_the_series_of_a_chart_can_be_told_apart(series: dict[str, str], sight: str) -> None:
    """From each other and from the paper, by far more than is just noticeable."""
    for (a, one), (b, other) in combinations({**series, "paper": PAPER}.items(), 2):
        least = 8 if "paper" in (a, b) else 20
        assert distance(one, other, sight) > least, (a, b)


@pytest.mark.parametrize("sight", SIGHT)
def test_the_roles_of_cells_can_be_told_apart(sight: str) -> None:
    """Input, calculated and output differ side by side."""
    for (a, one), (b, other) in combinations(FILLS.items(), 2):
        assert distance(one, other, sight) > 4, (a, b)


@pytest.mark.parametrize("sight", SIGHT)
def test_ok_and_check_differ_by_more_than_their_words(sight: str) -> None:
    """Their grounds look different to everybody, and so do attention's."""
    for (a, one), (b, other) in combinations(STATES.items(), 2):
        assert distance(one, other, sight) > 5, (a, b)


@pytest.mark.parametrize("role", TEXTS)
def test_every_text_can_be_read(role: str) -> None:
    """At least 4.5, the contrast that WCAG asks for texts."""
    assert contrast(*TEXTS[role]) >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
def test_tabs_tell_inputs_from_outputs(sight: str) -> None:
    """About, outputs, inputs and workings have tabs of their own colour."""
    for one, other in combinations(page.TAB_COLOURS.values(), 2):
        assert distance(one, other, sight) > 15
