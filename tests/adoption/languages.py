"""What planners call things in six languages, as the generator of messy workbooks writes them.

Written from what such sheets have, not from the synonyms of the contract: some of these words are not among them.
"""

from __future__ import annotations

from dataclasses import dataclass


def words(text: str) -> tuple[str, ...]:
    """Names separated by bars."""
    return tuple(word.strip() for word in text.split("|"))


@dataclass(frozen=True)
class Language:
    """The names of one language: each is one of several."""

    product: tuple[str, ...]
    description: tuple[str, ...]
    group: tuple[str, ...]
    production: tuple[str, ...]
    holding: tuple[str, ...]
    cost: tuple[str, ...]  # may be several costs
    stock: tuple[str, ...]
    safety: tuple[str, ...]
    price: tuple[str, ...]
    other: tuple[str, ...]  # the planner's own columns
    demand: tuple[str, ...]  # titles and sheets
    products: tuple[str, ...]
    receipts: tuple[str, ...]
    period: tuple[str, ...]
    quantity: tuple[str, ...]
    total: tuple[str, ...]
    subtotal: tuple[str, ...]
    months: tuple[str, ...]
    week: str
    note: str
    unit: tuple[str, ...]
    resource: tuple[str, ...]
    capacity: tuple[str, ...]
    usage: tuple[str, ...]
    comma: bool


LANGUAGES: dict[str, Language] = {
    "en": Language(
        product=words("SKU | Item | Product | Item number | Part no."),
        description=words("Description | Name | Item description"),
        group=words("Family | Product group | Category"),
        production=words("Production cost | Unit cost | Manufacturing cost | Std cost | Cost per unit"),
        holding=words("Holding cost | Carrying cost | Storage cost | Inventory holding cost"),
        cost=words("Cost | Costs"),
        stock=words("Opening stock | On hand | Stock on hand | Initial inventory"),
        safety=words("Safety stock | Buffer stock | SS"),
        price=words("Price | Sales price | Selling price"),
        other=words("Supplier | Remarks | ABC | Planner | Weight"),
        demand=words("Demand plan | Demand | Sales forecast 2027 | Forecast"),
        products=words("Products | Item master | Costs | Master data"),
        receipts=words("Scheduled receipts | Open purchase orders"),
        period=words("Month | Period"),
        quantity=words("Qty | Quantity | Forecast qty"),
        total=words("Total | Grand total | Sum"),
        subtotal=words("Subtotal {} | Total {}"),
        months=words("Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"),
        week="W{:02}",
        note="Note: figures are provisional",
        unit=words("pcs | units | EUR/unit"),
        resource=words("Work center | Line | Resource"),
        capacity=words("Capacity | Available hours"),
        usage=words("Hours per unit | Run time"),
        comma=False,
    ),
    "es": Language(
        product=words("Referencia | Artículo | Código | Producto | Cód. artículo"),
        description=words("Descripción | Nombre | Denominación"),
        group=words("Familia | Grupo"),
        production=words(
            "Coste de producción | Coste unitario | Coste fabricación | Costo de producción | Coste prod."
        ),
        holding=words("Coste de almacenamiento | Coste de almacenaje | Coste inventario | Costo de inventario"),
        cost=words("Coste | Costo | Costes"),
        stock=words("Stock inicial | Existencias | Inventario inicial | Stock actual"),
        safety=words("Stock de seguridad | Stock seguridad | SS"),
        price=words("Precio | PVP | Precio de venta"),
        other=words("Proveedor | Observaciones | ABC | Peso"),
        demand=words("Plan de demanda | Demanda | Previsión de ventas 2027 | Pronóstico de demanda"),
        products=words("Productos | Maestro de artículos | Costes | Datos"),
        receipts=words("Recepciones programadas | Pedidos en curso"),
        period=words("Mes | Periodo | Período"),
        quantity=words("Cantidad | Uds | Unidades"),
        total=words("Total | Total general | Suma"),
        subtotal=words("Subtotal {} | Total {}"),
        months=words("ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic"),
        week="Sem. {}",
        note="Nota: cifras provisionales",
        unit=words("uds | €/ud | u."),
        resource=words("Máquina | Línea | Centro de trabajo"),
        capacity=words("Capacidad | Horas disponibles"),
        usage=words("Horas por unidad | Tiempo por unidad"),
        comma=True,
    ),
    "de": Language(
        product=words("Artikelnummer | Material | Art.-Nr. | Artikel | Produkt"),
        description=words("Bezeichnung | Materialkurztext | Artikelbezeichnung"),
        group=words("Warengruppe | Produktgruppe"),
        production=words("Herstellkosten | Produktionskosten | Stückkosten | HK pro Stück | Fertigungskosten"),
        holding=words("Lagerkosten | Lagerhaltungskosten | Bestandskosten | Lagerkosten je Stück"),
        cost=words("Kosten"),
        stock=words("Anfangsbestand | Lagerbestand | Aktueller Bestand | Bestand"),
        safety=words("Sicherheitsbestand | SB | Sicherheitsbest."),
        price=words("Verkaufspreis | Preis | VK"),
        other=words("Lieferant | Bemerkung | ABC | Gewicht | Disponent"),
        demand=words("Absatzplan | Bedarf | Nachfrage | Absatzprognose 2027"),
        products=words("Artikelstamm | Produkte | Stammdaten | Kosten"),
        receipts=words("Geplante Zugänge | Offene Bestellungen"),
        period=words("Monat | Periode"),
        quantity=words("Menge | Stück | Bedarfsmenge"),
        total=words("Summe | Gesamt | Gesamtergebnis"),
        subtotal=words("Zwischensumme {} | Summe {}"),
        months=words("Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez"),
        week="KW {}",
        note="Hinweis: vorläufige Zahlen",
        unit=words("Stk | EUR/Stk | ST"),
        resource=words("Maschine | Arbeitsplatz | Anlage"),
        capacity=words("Kapazität | Verfügbare Stunden"),
        usage=words("Stunden pro Stück | Bearbeitungszeit"),
        comma=True,
    ),
    "fr": Language(
        product=words("Référence | Code article | Article | Produit | Réf."),
        description=words("Désignation | Libellé"),
        group=words("Famille | Groupe"),
        production=words("Coût de production | Coût unitaire | Coût de revient | Coût fabrication"),
        holding=words("Coût de stockage | Coût de possession | Coût de détention | Coût stockage"),
        cost=words("Coût | Coûts"),
        stock=words("Stock initial | Stock actuel | Quantité en stock"),
        safety=words("Stock de sécurité | Stock sécurité | SS"),
        price=words("Prix | Prix de vente"),
        other=words("Fournisseur | Remarques | ABC | Poids"),
        demand=words("Prévisions de ventes | Plan de demande | Demande | Prévision des ventes 2027"),
        products=words("Produits | Liste des articles | Coûts | Données"),
        receipts=words("Réceptions prévues | Commandes en cours"),
        period=words("Mois | Période"),
        quantity=words("Quantité | Qté"),
        total=words("Total | Total général | Somme"),
        subtotal=words("Sous-total {} | Total {}"),
        months=words("janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc."),
        week="S{:02}",
        note="Remarque : chiffres provisoires",
        unit=words("unités | €/u | pcs"),
        resource=words("Poste de charge | Ligne | Machine"),
        capacity=words("Capacité | Heures disponibles"),
        usage=words("Heures par unité | Temps unitaire"),
        comma=True,
    ),
    "pt": Language(
        product=words("Código do produto | Produto | Artigo | Referência | SKU"),
        description=words("Descrição | Nome"),
        group=words("Família | Grupo de produtos"),
        production=words("Custo de produção | Custo unitário | Custo fabricação | Custo de fabrico"),
        holding=words("Custo de armazenagem | Custo de estoque | Custo de armazenamento"),
        cost=words("Custo | Custos"),
        stock=words("Estoque inicial | Estoque atual | Stock inicial"),
        safety=words("Estoque de segurança | Stock de segurança | ES"),
        price=words("Preço | Preço de venda"),
        other=words("Fornecedor | Observações | ABC | Peso"),
        demand=words("Previsão de demanda | Plano de demanda | Previsão de vendas 2027 | Demanda"),
        products=words("Produtos | Cadastro de produtos | Custos | Dados"),
        receipts=words("Recebimentos previstos | Recebimentos programados"),
        period=words("Mês | Período"),
        quantity=words("Quantidade | Qtd | Qtde"),
        total=words("Total | Total geral | Soma"),
        subtotal=words("Subtotal {} | Total {}"),
        months=words("jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez"),
        week="Sem {}",
        note="Obs.: valores provisórios",
        unit=words("un | R$/un | pçs"),
        resource=words("Máquina | Linha | Recurso"),
        capacity=words("Capacidade | Horas disponíveis"),
        usage=words("Horas por unidade | Tempo por unidade"),
        comma=True,
    ),
    "it": Language(
        product=words("Codice articolo | Articolo | Codice | Prodotto | Cod. articolo"),
        description=words("Descrizione | Nome"),
        group=words("Famiglia | Categoria merceologica"),
        production=words("Costo di produzione | Costo unitario | Costo standard | Costo produzione"),
        holding=words("Costo di stoccaggio | Costo di magazzino | Costo di giacenza | Costo magazzino"),
        cost=words("Costo | Costi"),
        stock=words("Giacenza iniziale | Giacenza | Scorta iniziale | Stock iniziale"),
        safety=words("Scorta di sicurezza | Scorta sicurezza | SS"),
        price=words("Prezzo | Prezzo di vendita"),
        other=words("Fornitore | Note | ABC | Peso"),
        demand=words("Domanda | Previsioni di vendita | Piano di vendita 2027 | Fabbisogno"),
        products=words("Prodotti | Anagrafica articoli | Costi | Dati"),
        receipts=words("Arrivi previsti | Entrate previste"),
        period=words("Mese | Periodo"),
        quantity=words("Quantità | Q.tà | Qta"),
        total=words("Totale | Totale complessivo | Somma"),
        subtotal=words("Subtotale {} | Totale {}"),
        months=words("gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic"),
        week="Sett. {}",
        note="Nota: valori provvisori",
        unit=words("pz | €/pz | unità"),
        resource=words("Macchina | Linea | Centro di lavoro"),
        capacity=words("Capacità | Ore disponibili"),
        usage=words("Ore per unità | Tempo unitario"),
        comma=True,
    ),
}
