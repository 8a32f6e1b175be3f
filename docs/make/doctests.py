"""Examples in docstrings as blocks of code: a ``>>>`` that stands alone would be a quotation in Markdown."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

_EXAMPLE = re.compile(r"^>>> .*(?:\n(?!\n).+)*", re.MULTILINE)


class Doctests(Extension):
    """What is done to each docstring before it is drawn."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Put the examples of an object's docstring into fences."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    """The text with each example in a fence.

    >>> fenced("Adds.\\n\\n>>> 1 + 1\\n2\\n")
    'Adds.\\n\\n```pycon\\n>>> 1 + 1\\n2\\n```\\n'
    """
    return _EXAMPLE.sub(lambda match: f"```pycon\n{match[0]}\n```", text)
