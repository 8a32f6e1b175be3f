"""What people and programs write into a cell where there is nothing; not X, which is as often a product."""

from __future__ import annotations

from functools import lru_cache

from sop_excel.domain.vocabulary import without_accents

_MISSING = frozenset(
    word
    for words in (
        "n/a na n.a. n.a nan null none nil - -- --- ? ?? . * nd n.d. n.d n/d s/d s.d. k.a. ka k/a tbd tba",
        "missing unknown blank empty (blank) (vide) (leer) (vuoto) (vazio) undefined desconocido unbekannt inconnu",
        "fehlt falta manquant sin_dato s/dato nat",
        "#n/a #n/d #nv #ref! #value! #div/0! #null! #num! #name? #wert! #valor!",
    )
    for word in words.split()
)


@lru_cache(maxsize=100_000)
def is_missing(text: str) -> bool:
    """Whether a text is what people and programs write where there is nothing.

    >>> is_missing(" N/A "), is_missing("-"), is_missing("sin dato"), is_missing("0")
    (True, True, True, False)
    """
    return not text.strip() or without_accents("_".join(text.split())) in _MISSING
