"""The site stands on its own: built without the network, read without it, and every link leads somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.make.model import families
from docs.make.site import OUTSIDE
from tests.documentation.built import Page, is_elsewhere

ROOT = Path(__file__).parents[2]
_WITHOUT_NETWORK = """
import socket, sys
def refused(*words, **more):
    raise OSError("the build asks for the network")
socket.socket.connect = socket.getaddrinfo = refused
from mkdocs.__main__ import cli
cli(["build", "--strict", "--quiet", "--site-dir", sys.argv[1]])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built by the strict build of ``make site``, which any warning ends."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_NETWORK, str(folder)],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of it by its file."""
    return {path.resolve(): Page(path) for path in site.rglob("*.html")}


def test_no_page_loads_anything_from_elsewhere(pages: dict[Path, Page], site: Path) -> None:
    """No font, script, style, picture or frame; styles that ask for one would load it too."""
    assert len(pages) > 30
    loads = {load for page in pages.values() for load in page.loads}
    assert any("iframe-worker" in load for load in loads)
    assert [load for load in loads if is_elsewhere(load)] == []
    for style in site.rglob("*.css"):
        asked = re.findall(r"(?:url\(|@import\s)\s*[\"']?([^\"')\s]+)", style.read_text(encoding="utf-8"))
        assert [url for url in asked if is_elsewhere(url)] == [], style


def test_every_link_and_picture_leads_to_a_file_and_an_anchor_of_the_site(pages: dict[Path, Page]) -> None:
    """In the finished pages, so that what is generated is held too; the page for what is not found knows no place."""
    nowhere = [
        (page.path.name, link)
        for page in pages.values()
        if page.path.name != "404.html"
        for link in (*page.links, *page.loads)
        if not is_elsewhere(link) and not _leads(page, link, pages)
    ]
    assert nowhere == []


def _leads(page: Page, link: str, pages: dict[Path, Page]) -> bool:
    target, anchor = page.target(link)
    if target.is_dir():
        target = target / "index.html"
    known = pages.get(target)
    return target.is_file() and (not anchor or known is None or anchor in known.anchors)


def test_the_check_of_links_finds_one_that_leads_nowhere(tmp_path: Path) -> None:
    """A file that is not there, or a heading; beside one of each that is."""
    path = tmp_path / "page.html"
    path.write_text('<h1 id="here">x</h1><a href="#here">a</a><a href="#there">b</a><a href="none.html">c</a>')
    page = Page(path)
    assert [_leads(page, link, {path.resolve(): page}) for link in page.links] == [True, False, False]


def test_the_search_works_without_a_server(site: Path) -> None:
    """Its index is a script, as a browser reads no other file of a page that was opened from a disk."""
    index = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    assert index.startswith("var __index = ")
    assert "Certificate" in index


def test_every_family_of_rules_has_its_section_with_its_decisions_rows_and_equations(site: Path) -> None:
    """A rule that is new needs its words; equations are drawn by the browser itself."""
    page = (site / "model.html").read_text(encoding="utf-8")
    assert "arithmatex" not in page
    for name, rule in families().items():
        section = re.split(r"<h2 id=", page.split(f'<h2 id="{name}"')[1])[0]
        assert "<math" in section, name
        assert f"rules/{name}.py" in section
        for told in (*(column.symbol for column in rule.columns), *(row.name for row in rule.rows)):
            assert f"<code>{told}</code>" in section, (name, told)


def test_the_pages_from_outside_of_the_folder_are_pages_of_the_site(site: Path) -> None:
    """Under the place that the links are led to, and README's links lead to the home page."""
    for place in OUTSIDE.values():
        assert (site / place.replace(".md", ".html")).is_file(), place
