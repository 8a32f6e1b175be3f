"""Shared strings: found by their place without reading the others, and read as a parser reads them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.strings import BLOCK, SharedStrings
from tests.examples import examples
from tests.fidelity.parts import MAIN

ITEMS = [
    "<si><t>Fan</t></si>", "<si/>", "<si></si>", "<si ><t/></si>", "<si>\n <t xml:space='preserve'> Größe </t>\n</si>",
    '<si><t xml:space="preserve"> two </t></si>', "<si><t>a &amp; b &lt;si> &#228;</t></si>",
    "<si><t>\r\nline</t></si>",
    "<si><r><rPr><b/></rPr><t>ri</t></r><r><t>ch</t></r></si>",
    "<si><t>kana</t><rPh sb='0' eb='1'><t>no</t></rPh></si>",
    "<si><t><![CDATA[<si>&]]></t></si>", "<si><t>a<!-- <si/> -->b</t></si>", "<si><t>c</t></si><?pi <si/>?>",
    f"<si><t>{'long ' * 1000}</t></si>", "<si><t>x</t><phoneticPr fontId='1'/></si>",
    "\n  <!-- <si/> -->\n<si><t>9</t></si>",
    "<si><a xmlns='urn:a'><t>none of it</t></a></si>", f"<si><b><r xmlns='{MAIN}'><t>nor this</t></r></b><t>z</t></si>",
]  # fmt: skip
TAIL = "<extLst><ext uri='x'><y xmlns='urn:y'><t>no string</t></y></ext></extLst>"


def part(items: list[str], tail: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n<sst xmlns="{MAIN}" count="9">{"".join(items)}{tail}</sst>'.encode()


def parsed(data: bytes) -> list[str]:
    """The strings as a parser of the whole part sees them."""
    found = []
    for item in ElementTree.fromstring(data).findall(f"{{{MAIN}}}si"):  # noqa: S314
        texts = [item, *item.findall(f"{{{MAIN}}}r")]
        found.append("".join(node.text or "" for holder in texts for node in holder.findall(f"{{{MAIN}}}t")))
    return found


@examples(60)
@given(st.lists(st.sampled_from(ITEMS), max_size=30), st.sampled_from(["", TAIL]), st.integers(0, 2 * BLOCK))
def test_strings_are_those_that_a_parser_finds(items: list[str], tail: str, blanks: int) -> None:
    """Wherever the edge of a block falls."""
    data = part([" " * blanks, *items], tail)
    assert list(SharedStrings(data)) == parsed(data)
    prefixed = data.replace(b"xmlns=", b"xmlns:x=", 1)
    for tag in (b"sst", b"si", b"t", b"r", b"rPh", b"rPr", b"b", b"phoneticPr"):
        for before in (b"<", b"</"):
            for after in (b">", b" ", b"/"):
                prefixed = prefixed.replace(before + tag + after, before + b"x:" + tag + after)
    assert len(SharedStrings(prefixed)) == len(parsed(data))


def test_only_the_strings_that_are_asked_for_are_read() -> None:
    """Of a million, three: so nothing is made of the others."""
    strings = SharedStrings(part(["<si/>"] * 500_000 + ["<si><t>half</t></si>"] + ["<si/>"] * 500_000))
    assert (len(strings), strings[0], strings[500_000], strings[-1]) == (1_000_001, "", "half", "")
    assert strings._text.cache_info().currsize == 3
    assert strings._starts.cache_info().currsize <= 6


@pytest.mark.parametrize(
    "data",
    [
        part([]).replace(b"sst", b"styleSheet"),
        part(["<si/>", f"<x:si xmlns:x='{MAIN}'/>"]),
        f'<x:sst xmlns:x="{MAIN}" xmlns="{MAIN}"><x:si/><si/></x:sst>'.encode(),
    ],
)
def test_what_holds_no_strings_or_in_a_way_that_nobody_writes_is_refused(data: bytes) -> None:
    """Not counted wrongly."""
    with pytest.raises(BrokenPartError, match="shared texts"):
        SharedStrings(data)
