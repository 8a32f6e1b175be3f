"""VBA as text: what a platform compiles of it, and its lines without layout."""

from __future__ import annotations

import re

WINDOWS = frozenset({"VBA7", "Win64"})
MAC = frozenset({"VBA7", "Mac"})


def compiled_on(platform: frozenset[str], text: str) -> str:
    """The text without its ``#If`` blocks: what the compiler of that platform sees."""
    kept, open_blocks = [], []
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["#If"]:
            open_blocks.append((words[1] in platform, words[1] in platform))
        elif words[:1] == ["#ElseIf"]:
            done = open_blocks.pop()[1]
            open_blocks.append((words[1] in platform and not done, words[1] in platform or done))
        elif words[:1] == ["#Else"]:
            open_blocks.append((not open_blocks.pop()[1], True))
        elif words == ["#End", "If"]:
            open_blocks.pop()
        elif all(is_open for is_open, _ in open_blocks):
            kept.append(line)
    assert not open_blocks, "an #If without its #End If"
    return "\n".join(kept) + "\n"


def statements(text: str) -> list[str]:
    """The lines with their continuations joined, without blank lines, comments of whole lines, and layout."""
    joined = re.sub(r" _\n\s*", " ", text)
    lines = (" ".join(line.split()) for line in joined.splitlines())
    return [line.replace("( ", "(") for line in lines if line and not line.startswith("'")]


def literals_cut(statement: str) -> str:
    """The statement without its string literals."""
    return re.sub(r'"(?:[^"]|"")*"', '""', statement)
