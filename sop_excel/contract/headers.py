"""Headers that tell what a column of a wide table is, or that no period may have."""

from __future__ import annotations

from itertools import chain

from sop_excel.domain.vocabulary import folded, without_accents

# Headers that a list with a row for each period has, without accents: such a list is no wide table.
PERIOD_HEADERS = (
    ("Period", "Periodo", "Periode", "Month", "Mes", "Monat", "Mois", "Mese", "Week", "Semana", "Woche", "Semaine"),
    ("Settimana", "Date", "Fecha", "Datum", "Data"),
)

# Headers in a wide table that are the planner's own, not periods (rule R4), without accents, in every language of
# synonyms. So are those that spreadsheet programs give to a new column: one of the last row and a number.
OWN_HEADERS = (
    ("Total", "Totals", "Grand total", "Sum", "Comment", "Comments", "Note", "Notes", "Remark", "Remarks"),
    ("Totales", "Total general", "Suma", "Comentario", "Comentarios", "Nota", "Notas", "Observacion", "Observaciones"),
    ("Gesamt", "Gesamtsumme", "Summe", "Kommentar", "Kommentare", "Notiz", "Notizen", "Anmerkung", "Anmerkungen"),
    ("Bemerkung", "Bemerkungen", "Gesamtergebnis", "Hinweis", "Hinweise"),
    ("Totaux", "Total general", "Somme", "Commentaire", "Commentaires", "Remarque", "Remarques", "Observations"),
    ("Totais", "Total geral", "Soma", "Comentario", "Observacao", "Observacoes"),
    ("Totale", "Totali", "Totale complessivo", "Somma", "Commento", "Commenti", "Osservazione", "Osservazioni"),
)
NUMBERED_HEADERS = ("Column", "Spalte", "Colonne", "Columna", "Colonna", "Coluna", "Kolom")

_OWN = frozenset(map(folded, chain.from_iterable(OWN_HEADERS)))
_NUMBERED = frozenset(map(folded, NUMBERED_HEADERS))


def is_own(header: str) -> bool:
    """Whether a header of a wide table is the planner's own and no period.

    >>> is_own("TOTAL"), is_own("Observação"), is_own("Column1"), is_own("Total 2025")
    (True, True, True, False)
    """
    name = without_accents(folded(header))
    bare = name.rstrip("0123456789")
    return name in _OWN or (bare != name and bare in _NUMBERED)
