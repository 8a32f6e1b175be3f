"""The templates' formulas are looked up as they were when the templates were built, never as they were before."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.hosts.xlsx.calculation import shipped_formulas
from sop_excel.shipped import DONORS, LIFE_DONOR, in_every_language, resource

EVERY = [path for donor in DONORS for path in in_every_language(resource(donor))]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_looked_up_is_what_the_template_has(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every donor in every language, without reading it."""
    content = path.read_bytes()
    has = shipped_formulas.read_template(path, content)
    monkeypatch.setattr(shipped_formulas, "read_template", lambda *_: pytest.fail("the template was read"))
    shipped_formulas._of_template.cache_clear()
    assert shipped_formulas._of_template(path, content) == has
    assert bool(has.shapes) == (path.name != Path(LIFE_DONOR).name)  # which has tables alone


def test_a_template_that_was_changed_since_is_read(tmp_path: Path) -> None:
    """As its content is none of those that were written down, which is told by the content and not by the name."""
    path, other = (in_every_language(resource(donor))[0] for donor in DONORS[:2])
    changed = tmp_path / path.name
    changed.write_bytes(other.read_bytes() + b"\0")  # behind the end of a ZIP file, where nothing is read
    shipped_formulas._of_template.cache_clear()
    assert shipped_formulas.shipped(changed, ()) == shipped_formulas.read_template(other, other.read_bytes())
