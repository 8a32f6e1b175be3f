"""What the site does with the pages beside mkdocs: files from outside of docs/ become pages, equations become MathML.

README and GitHub read the same files, so that their links lead through the repository; here they lead to the site.
"""

from __future__ import annotations

import html
import posixpath
import re
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
OUTSIDE = {  # files of the repository that have a place on the site, and where it is
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "LICENSE": "licence.txt",
    "addin/excel/README.md": "addin_excel.md",
    "bench/chart.svg": "pictures/bench.svg",
    "templates/README.md": "templates.md",
}
_SHIPPED = ("single_product", "multi_product", "lot_sizing", "aggregate_plan", "bill_of_materials")
OUTSIDE |= {f"templates/{name}.xlsx": f"files/{name}.xlsx" for name in _SHIPPED}
_LINK = re.compile(r"(?<=\]\()([^)\s]+)(?=\))")
_EQUATION = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)


def on_files(files: Files, config: Any) -> Files:
    """Take the files from outside of docs/ in."""
    for source, place in OUTSIDE.items():
        if source != "README.md":  # whose place is taken by the home page, which is written for the site
            files.append(File.generated(config, place, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Lead the links of a page to places of the site; what stands in code stays."""
    place = page.file.src_uri
    source = next((own for own, its in OUTSIDE.items() if its == place and own != "README.md"), f"docs/{place}")
    kept = [match.span() for match in _FENCE.finditer(markdown)]

    def led(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < end for start, end in kept)
        return match[1] if inside else way_to(match[1], source, place)

    return _LINK.sub(led, markdown)


def way_to(link: str, source: str, place: str) -> str:
    """A link of the file ``source`` of the repository as one of the page at ``place`` of the site.

    >>> way_to("../templates/README.md#how", "docs/workbook.md", "workbook.md")
    'templates.md#how'
    >>> way_to("docs/speed.md", "CONTRIBUTING.md", "contributing.md")
    'speed.md'
    """
    path, _, anchor = link.partition("#")
    if not path or "://" in path or path.startswith("mailto:"):
        return link
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    led = OUTSIDE.get(target, target.removeprefix("docs/") if target.startswith("docs/") else None)
    if led is None:
        return link  # to nowhere on the site, which the strict build tells
    way = posixpath.relpath(led, posixpath.dirname(place) or ".")
    return f"{way}#{anchor}" if anchor else way


def on_page_content(content: str, page: Any, config: Any, files: Files) -> str:
    """Write the equations as MathML, which browsers draw themselves."""
    return _EQUATION.sub(_mathml, content)


def _mathml(match: re.Match[str]) -> str:
    display = "block" if match[2] == "[" else "inline"
    return str(convert(html.unescape(match[3]).strip(), display=display))
