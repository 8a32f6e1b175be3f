"""What rows of sums are called, in English, Spanish, German, French, Portuguese and Italian, in plain letters."""

from __future__ import annotations

TOTALS = frozenset(
    word
    for words in (
        "total totals totales totaux totali totale totais subtotal subtotals subtotales subtotale soustotal grandtotal",
        "gesamt gesamtsumme summe zwischensumme endsumme insgesamt gesamtergebnis ergebnis teilergebnis",
        "sum suma sumas somme soma somma result overall",
    )
    for word in words.split()
)
