"""How people in several countries write a history of sales: headers, dates, numbers, and words for what is no sale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Locale:
    """One country's way; ``order`` is that of day, month and year in figures, ``months`` are short names."""

    name: str
    order: str
    separator: str
    decimal: str
    thousands: str
    dates: tuple[str, ...]
    products: tuple[str, ...]
    quantities: tuple[str, ...]
    price: str
    customer: str
    months: tuple[str, ...]
    total: tuple[str, ...]
    subtotal: str
    missing: tuple[str, ...]
    unit: tuple[str, ...]
    title: str
    footer: str

    def numeric(self, day: date, two_digits: bool = False) -> str:
        """A date in figures."""
        year = f"{day.year % 100:02}" if two_digits else str(day.year)
        first, second = (day.day, day.month) if self.order == "dmy" else (day.month, day.day)
        return self.separator.join((f"{first:02}", f"{second:02}", year))

    def named(self, day: date) -> str:
        """A date with the month's name."""
        month = self.months[day.month - 1]
        if self.order == "mdy":
            return f"{month} {day.day}{_ordinal(day.day)} {day.year % 100:02}"
        return f"{day.day}-{month}-{day.year % 100:02}"

    def number(self, quantity: float, decimals: int, grouped: bool) -> str:
        """A number, with its thousands parted or not."""
        text = f"{quantity:,.{decimals}f}" if grouped else f"{quantity:.{decimals}f}"
        return text.replace(",", "_").replace(".", self.decimal).replace("_", self.thousands)


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LOCALES = (
    Locale(
        "en-US", "mdy", "/", ".", ",", ("Date", "Order date"), ("SKU", "Item"), ("Qty", "Quantity"), "Unit price",
        "Customer", _EN, ("Total", "Grand Total"), "Subtotal", ("n/a", "NULL", "", "-"), ("pcs", "units"),
        "Sales by item", "Printed by ERP",
    ),
    Locale(
        "en-GB", "dmy", "/", ".", ",", ("Date", "Invoice date"), ("Product code", "SKU"), ("Units sold", "Qty"),
        "Unit price", "Customer", _EN, ("Total",), "Sub-total", ("N/A", "none", "", "?"), ("pcs", "units"),
        "Sales history", "End of report",
    ),
    Locale(
        "es", "dmy", "/", ",", ".", ("Fecha", "Fecha de venta"), ("Artículo", "Código"), ("Cantidad", "Unidades"),
        "Precio de venta", "Cliente",
        ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
        ("Total", "Total general"), "Subtotal", ("n/d", "s/d", "", "-"), ("uds", "ud"),
        "Ventas por artículo", "Fin del listado",
    ),
    Locale(
        "de", "dmy", ".", ",", ".", ("Datum", "Buchungsdatum"), ("Artikelnummer", "Artikel"), ("Menge", "Absatzmenge"),
        "Verkaufspreis", "Kunde",
        ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
        ("Summe", "Gesamtsumme"), "Zwischensumme", ("k.A.", "#NV", "", "-"), ("Stk", "Stk."),
        "Absatz nach Artikel", "Ende der Liste",
    ),
    Locale(
        "fr", "dmy", "/", ",", " ", ("Date", "Date de vente"), ("Référence", "Article"), ("Quantité", "Qté"),
        "Prix de vente", "Client",
        ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
        ("Total", "Total général"), "Sous-total", ("n/d", "N/A", "", "-"), ("pcs", "u"),
        "Ventes par article", "Fin de la liste",
    ),
    Locale(
        "pt", "dmy", "/", ",", ".", ("Data", "Data da venda"), ("Produto", "Código do produto"), ("Quantidade", "Qtd"),
        "Preço de venda", "Cliente",
        ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"),
        ("Total", "Total geral"), "Subtotal", ("n/d", "nd", "", "-"), ("un", "pcs"),
        "Vendas por produto", "Fim da lista",
    ),
    Locale(
        "it", "dmy", "/", ",", ".", ("Data", "Data vendita"), ("Articolo", "Codice articolo"), ("Quantità", "Q.tà"),
        "Prezzo di vendita", "Cliente",
        ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
        ("Totale", "Totale generale"), "Subtotale", ("n/d", "N.D.", "", "-"), ("pz", "pz."),
        "Vendite per articolo", "Fine elenco",
    ),
)  # fmt: skip
