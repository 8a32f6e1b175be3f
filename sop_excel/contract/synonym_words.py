"""What planners and their programs call the tables and columns of the contract, in six languages.

English, Spanish, German, French, Portuguese and Italian, as people write them and as SAP, Navision, Sage, Odoo and
others export them; names are separated by ``|`` or line ends. They are compared without case, accents and signs, so
``Art.-Nr.`` and ``art nr`` are one name; umlauts count as ``ä`` and as ``ae``.

A name is here only if it means one thing. Left out on purpose, because a wrong guess would plan something else:

- ``Cost``, ``Kosten``, ``Stock``, ``Bestand`` alone, which may be several columns (`AMBIGUOUS`);
- prices of buying (``Einkaufspreis``), which may be the cost of making or of buying outside, and ``Standardpreis``,
  which is a cost to some and a price to others;
- smallest stocks (``Mindestbestand``, ``Stock mínimo``): a safety stock to some, a reorder point to others;
- reaches and lead times that programs give in days (``Reichweite``, ``Wiederbeschaffungszeit``, ``Plazo de entrega``),
  since the contract counts periods, and rates of holding cost, which are a share of a value;
- ``Name`` alone for a product's description, which some have as its code, and descriptions of products in tables that
  have no column for them, beside which the code nearly always stands;
- the word for a forecast alone as a table of demand, since results have a table ``Forecast``;
- words for a table of settings, such as ``Parameters``: planners have such tables for their own purposes.
"""

from __future__ import annotations

_PRODUCT = """
Item | Items | Item number | Item no | Item code | Item id | Article | Article number | Article no | Article code
SKU | SKU code | SKU number | Product code | Product number | Product no | Product id | Part number | Part no | Part
Material | Material number | Material no | Material code | Stock code | Internal reference | Product reference
Producto | Código de producto | Cód. producto | Código producto | Artículo | Código de artículo | Código artículo
Cód. artículo | Nº artículo | N° artículo | Núm. artículo | Número de artículo | Referencia | Ref | Referencia interna
Código | Número de material | Código de material
Produkt | Produktnummer | Produktnr | Produktcode | Artikel | Artikelnummer | Artikelnr | Art.-Nr. | Artnr
Artikelcode | Artikel-Nr. | Artikel Nr | Materialnummer | Materialnr | Material-Nr. | Sachnummer | Teilenummer
Teilenr | Produkt-Nr. | Produktschlüssel
Produit | Code produit | Référence produit | Référence | Réf | Article | Code article | Référence article
N° article | Nº article | Numéro d'article | Numéro article | Réf. article | Code de l'article
Produto | Código do produto | Cód. produto | Artigo | Código do artigo | Cód. artigo | Referência | Nº artigo
Número do artigo | Código do material
Prodotto | Codice prodotto | Cod. prodotto | Articolo | Codice articolo | Cod. articolo | Codice | N. articolo
Numero articolo | Riferimento | Codice materiale | Materiale
"""
_PERIOD = """
Month | Week | Bucket | Time bucket | Time period | Planning period | Date
Periodo | Período | Mes | Semana | Fecha
Periode | Monat | Woche | Zeitraum | Planperiode | Kalenderwoche | KW | Kalendermonat | Datum
Période | Mois | Semaine | Date
Mês | Data
Mese | Settimana
"""
_QUANTITY = """
Qty | Units | Unit quantity | Order quantity | Quantity ordered | Ordered quantity | Pieces | Pcs
Cantidad | Cant | Cantidades | Unidades | Uds | Cantidad pedida
Menge | Mengen | Stück | Stückzahl | Anzahl | Bestellmenge | Auftragsmenge
Quantité | Qté | Quantités | Qtés | Unités | Quantité commandée
Quantidade | Qtd | Qtde | Unidades | Quantidade pedida
Quantità | Q.tà | Qta | Pezzi | Unità | Quantità ordinata
"""
_SOLD = """
Sales quantity | Quantity sold | Sold quantity | Units sold | Qty sold | Sales units | Invoiced quantity
Shipped quantity | Quantity shipped | Delivered quantity | Qty invoiced | Sales qty | Quantity invoiced
Cantidad vendida | Unidades vendidas | Cantidad facturada | Cantidad entregada | Uds vendidas | Cantidad servida
Verkaufte Menge | Absatzmenge | Verkaufsmenge | Liefermenge | Fakturierte Menge | Absatz | Verkaufte Stück
Quantité vendue | Unités vendues | Quantité facturée | Quantité livrée | Qté vendue | Qté facturée | Qté livrée
Quantidade vendida | Unidades vendidas | Quantidade faturada | Qtd vendida | Qtd faturada
Quantità venduta | Unità vendute | Quantità fatturata | Quantità spedita | Pezzi venduti | Q.tà venduta
"""
_DEMANDED = """
Demand | Demand quantity | Forecast quantity | Demand qty | Forecast qty | Required quantity | Requirement quantity
Demanda | Cantidad demandada | Cantidad prevista | Demanda prevista
Nachfrage | Bedarf | Bedarfsmenge | Prognosemenge | Planmenge | Planabsatz
Demande | Quantité demandée | Quantité prévue | Besoin
Procura | Quantidade prevista
Domanda | Quantità prevista | Fabbisogno
"""
_DATE = """
Day | Order date | Posting date | Invoice date | Sales date | Sale date | Date of sale | Transaction date
Document date | Delivery date | Ship date | Shipping date | Month | Week | Period
Fecha | Día | Fecha de venta | Fecha venta | Fecha factura | Fecha de factura | Fecha pedido | Fecha de pedido
Fecha contable | Fecha documento | Fecha de entrega | Fecha registro | Mes | Semana | Periodo
Datum | Tag | Buchungsdatum | Belegdatum | Rechnungsdatum | Verkaufsdatum | Auftragsdatum | Lieferdatum
Bestelldatum | Monat | Woche | Periode
Jour | Date de vente | Date vente | Date de facture | Date facture | Date de commande | Date commande
Date de livraison | Date comptable | Mois | Semaine | Période
Data | Data da venda | Data venda | Data da fatura | Data fatura | Data do pedido | Data de entrega | Mês
Data vendita | Data di vendita | Data fattura | Data ordine | Data documento | Data consegna | Giorno | Mese
Settimana
"""
_RESOURCE = """
Work center | Work centre | Workcenter | Machine | Line | Production line | Machine center | Resource code
Resource name | Equipment
Recurso | Máquina | Línea | Línea de producción | Centro de trabajo | Puesto de trabajo | Código de recurso
Ressource | Maschine | Arbeitsplatz | Anlage | Linie | Fertigungslinie | Produktionslinie | Arbeitsplatzgruppe
Ressourcennummer | Kapazitätsgruppe
Poste de charge | Poste de travail | Ligne | Ligne de production | Centre de charge | Code ressource
Linha | Linha de produção
Risorsa | Macchina | Linea | Linea di produzione | Centro di lavoro
"""
_ROUTE = "Ruta | Fertigungsweg | Gamme | Rota | Percorso"
_ITEM = "Elemento | Objekt | Élément"
_LIMIT = "Límite | Grenze | Limite"
_PENALTY = "Penalización | Strafkosten | Pénalité | Penalidade | Penale"
_VALUE = "Valor | Wert | Valeur | Valore"

COLUMNS: dict[str, dict[str, str]] = {
    "Products": {
        "Product": _PRODUCT,
        "Description": """
Product description | Item description | Article description | Material description | Part description
Product name | Item name | Article name | Material name | Part name
Descripción | Descripción del producto | Descripción de producto | Descripción del artículo | Nombre del producto
Nombre del artículo | Denominación | Denominación del producto | Denominación del artículo
Bezeichnung | Artikelbezeichnung | Produktbezeichnung | Materialbezeichnung | Materialkurztext | Artikelname
Produktname
Désignation | Désignation article | Désignation produit | Libellé | Libellé article | Description du produit
Nom du produit | Nom de l'article
Descrição | Descrição do produto | Descrição do artigo | Nome do produto | Designação
Descrizione | Descrizione prodotto | Descrizione articolo | Nome prodotto | Denominazione
""",
        "Group": """
Product group | Item group | Product family | Category | Product category | Item category | Material group
Item category code
Grupo | Grupo de productos | Grupo de artículos | Familia | Familia de productos | Categoría | Subfamilia
Gruppe | Produktgruppe | Warengruppe | Artikelgruppe | Materialgruppe | Produktfamilie | Kategorie | Artikelkategorie
Groupe | Groupe de produits | Groupe d'articles | Famille | Famille de produits | Famille d'articles | Catégorie
Grupo de produtos | Família | Família de produtos | Categoria
Gruppo | Gruppo prodotti | Gruppo merceologico | Famiglia | Famiglia prodotti | Categoria merceologica
""",
        "Production cost": """
Unit cost | Cost per unit | Unit production cost | Production cost per unit | Manufacturing cost | Cost price
Unit manufacturing cost | Prod. cost | Mfg cost | Cost/unit | Cost per piece | Cost/pc
Cost of production | Standard cost | Variable cost | Making cost | Variable unit cost
Coste de producción | Costo de producción | Coste producción | Costo producción | Coste unitario | Costo unitario
Coste de fabricación | Costo de fabricación | Coste unitario de producción | Costo unitario de producción
Precio de coste | Precio de costo | Coste estándar | Costo estándar | Coste por unidad | Costo por unidad
Coste variable | Costo variable
Herstellkosten | Herstellungskosten | Produktionskosten | Fertigungskosten | Stückkosten | Kosten pro Stück
Kosten je Stück | Kosten/Stück | Kosten je Einheit | Kosten pro Einheit | Einheitskosten | Selbstkosten
Variable Stückkosten | Herstellkosten pro Stück | Herstellkosten je Stück | HK | Standardkosten | Variable Kosten
Var. Kosten | Herst.kosten | HK/Stück | HK/Stk
Produktionskosten pro Stück | Produktionskosten je Stück
Standard cost of production | Std cost of production | Standard production cost | Std production cost
Coût de production | Coût de fabrication | Coût unitaire | Coût de revient | Prix de revient | Coût standard
Coût par unité | Coût unitaire de production | Coût variable
Custo de produção | Custo produção | Custo unitário | Custo de fabricação | Custo de fabrico | Custo por unidade
Preço de custo | Custo padrão | Custo unitário de produção | Custo variável
Costo di produzione | Costo produzione | Costo di fabbricazione | Costo per unità | Costo unitario di produzione
Prezzo di costo | Costo standard | Costo variabile | Costo industriale
""",
        "Holding cost": """
Inventory cost | Inventory holding cost | Carrying cost | Inventory carrying cost | Storage cost | Stock holding cost
Warehousing cost | Unit holding cost | Holding cost per unit | Holding cost/unit | Cost of holding
Coste de mantener stock | Costo de mantener stock
Coste de almacenamiento | Costo de almacenamiento | Coste de almacenaje | Costo de almacenaje | Coste de inventario
Costo de inventario | Coste de mantenimiento | Costo de mantenimiento | Coste de posesión | Costo de posesión
Coste de mantener inventario | Costo de mantener inventario | Costo de mantenimiento de inventario
Coste almacenamiento | Costo almacenamiento | Coste almacenaje | Coste de stock | Coste de existencias
Lagerkosten | Lagerhaltungskosten | Lagerungskosten | Bestandskosten | Bestandshaltungskosten
Lagerkosten pro Stück | Lagerkosten je Stück | Lagerkosten pro Stück und Monat
Coût de stockage | Coût de possession | Coût de détention | Coût de stock | Coût de possession du stock
Coût d'entreposage | Coût de stockage unitaire
Custo de armazenagem | Custo de armazenamento | Custo de estoque | Custo de stock | Custo de posse
Custo de manutenção de estoque | Custo de inventário
Costo di stoccaggio | Costo di magazzino | Costo di giacenza | Costo di mantenimento | Costo di immagazzinamento
Costo di mantenimento a scorta
""",
        "Initial inventory": """
Opening inventory | Opening stock | Initial stock | Starting inventory | Starting stock | Beginning inventory
Current stock | Current inventory | Stock on hand | On hand | Inventory on hand | Qty on hand | Quantity on hand
On hand quantity | Beginning stock | Unrestricted stock
Inventario inicial | Stock inicial | Existencias iniciales | Existencia inicial | Stock actual | Inventario actual
Existencias | Existencias actuales | Stock disponible | Existencia actual
Anfangsbestand | Startbestand | Aktueller Bestand | Lagerbestand | Istbestand | Anfangslagerbestand | Anfangsinventar
Bestand am Anfang | Lagerbestand aktuell | Frei verwendbar | Frei verwendbarer Bestand | Eröffnungsbestand
Stock initial | Inventaire initial | Stock de départ | Stock actuel | Quantité en stock | Stock d'ouverture
Stock en main | Qté en stock
Estoque inicial | Inventário inicial | Estoque atual | Existências iniciais | Stock atual | Existências
Giacenza iniziale | Scorta iniziale | Inventario iniziale | Magazzino iniziale | Giacenza attuale | Giacenza
Stock iniziale | Esistenza iniziale
""",
        "Initial backorders": """
Backorders | Backlog | Opening backlog | Open backorders | Initial backlog | Overdue orders | Order backlog
Pedidos pendientes | Pendiente de servir | Pedidos atrasados | Atrasos iniciales | Pendientes iniciales
Anfangsrückstand | Rückstand | Lieferrückstand | Auftragsrückstand | Rückstände | Offene Rückstände
Retard initial | Reliquats | Reliquat | Commandes en retard | Retards initiaux
Pedidos em atraso | Atrasos iniciais | Pedidos pendentes
Arretrati | Arretrato iniziale | Ordini arretrati | Arretrati iniziali
""",
        "Safety stock": """
Safety inventory | Buffer stock | SS | Safety stock qty | Safety stock units | Safety stock quantity
Stock de seguridad | Inventario de seguridad | Existencias de seguridad | Stock seguridad
Sicherheitsbestand | Sicherheitslager | Sicherheitslagerbestand | Pufferbestand
Stock de sécurité | Stock sécurité | Stock tampon
Estoque de segurança | Stock de segurança | Existências de segurança
Scorta di sicurezza | Stock di sicurezza | Scorte di sicurezza | Giacenza di sicurezza
""",
        "Safety stock periods": """
Periods of safety stock | Safety stock in periods
Stock de seguridad en periodos | Periodos de stock de seguridad | Periodos de seguridad
Sicherheitsbestand in Perioden | Sicherheitsperioden
Stock de sécurité en périodes | Périodes de stock de sécurité
Estoque de segurança em períodos | Períodos de estoque de segurança
Scorta di sicurezza in periodi | Periodi di scorta di sicurezza
""",
        "Cover periods": """
Periods of cover | Coverage periods | Cover in periods
Periodos de cobertura | Cobertura en periodos
Reichweite in Perioden | Deckungsperioden
Périodes de couverture | Couverture en périodes
Períodos de cobertura | Cobertura em períodos
Periodi di copertura | Copertura in periodi
""",
        "Final inventory": """
Ending inventory | Closing inventory | Closing stock | Ending stock | Final stock | Target ending inventory
Inventario final | Stock final | Existencias finales | Existencia final
Endbestand | Schlussbestand | Zielbestand am Ende | Endlagerbestand
Stock final | Inventaire final | Stock de clôture | Stock de fin
Estoque final | Inventário final | Existências finais
Giacenza finale | Scorta finale | Inventario finale
""",
        "Max inventory": """
Maximum inventory | Max stock | Maximum stock | Inventory limit | Inventory ceiling | Stock limit
Inventario máximo | Stock máximo | Existencias máximas | Stock máx | Inventario máx
Höchstbestand | Maximalbestand | Maximaler Bestand | Max. Bestand | Maximalbestand Lager | Maximaler Lagerbestand
Stock maximum | Stock maximal | Inventaire maximum | Stock max. | Stock maxi
Estoque máximo | Inventário máximo | Existências máximas
Scorta massima | Giacenza massima | Inventario massimo
""",
        "Max production": """
Maximum production | Production capacity | Production limit | Max output | Maximum output | Max production quantity
Producción máxima | Producción máx | Capacidad de producción | Límite de producción
Maximale Produktion | Maximalproduktion | Max. Produktion | Produktionskapazität | Produktionsgrenze
Höchstproduktion
Production maximale | Production maximum | Production maxi | Capacité de production
Produção máxima | Capacidade de produção | Limite de produção
Produzione massima | Capacità di produzione | Capacità produttiva
""",
        "Price": """
Sales price | Selling price | Unit price | Sale price | List price | Unit sales price | Unit selling price
Precio | Precio de venta | Precio unitario | Precio venta | PVP | Precio de venta unitario | Tarifa de venta
Preis | Verkaufspreis | VK-Preis | VK | Stückpreis | Preis pro Stück | Preis je Stück | Listenpreis | Einzelpreis
Prix | Prix de vente | Prix unitaire | Prix de vente unitaire | Tarif de vente
Preço | Preço de venda | Preço unitário | Preço venda
Prezzo | Prezzo di vendita | Prezzo unitario | Prezzo vendita | Prezzo di listino
""",
        "Lost sale cost": """
Lost sales cost | Cost of lost sales | Stockout cost | Stock-out cost | Lost sale penalty | Lost sales penalty
Shortage cost | Cost per lost sale
Coste de venta perdida | Costo de venta perdida | Coste de ventas perdidas | Costo de ventas perdidas
Coste de rotura | Coste de rotura de stock | Costo de faltante | Costo por faltante
Fehlmengenkosten | Kosten entgangener Verkäufe | Kosten für entgangene Verkäufe | Kosten verlorener Verkäufe
Coût de vente perdue | Coût des ventes perdues | Coût de rupture | Coût de rupture de stock
Custo de venda perdida | Custo de vendas perdidas | Custo de ruptura | Custo de falta
Costo di vendita persa | Costo vendite perse | Costo di rottura di stock | Costo di mancata vendita
""",
        "Backorder cost": """
Backlog cost | Backordering cost | Late cost | Delay cost | Lateness cost | Cost of backorders
Coste de pedido pendiente | Costo de pedidos pendientes | Coste de pedidos pendientes | Coste de retraso
Costo de retraso | Coste por retraso | Costo por retraso | Coste de demora | Costo de demora
Rückstandskosten | Lieferverzugskosten | Verzugskosten | Verspätungskosten | Kosten des Lieferverzugs
Coût de retard | Coût de reliquat | Coût des reliquats | Coût de commande en retard
Custo de atraso | Custo de pedidos em atraso | Custo por atraso
Costo di ritardo | Costo degli arretrati | Costo arretrati
""",
        "Subcontract cost": """
Subcontracting cost | Outsourcing cost | External production cost | Cost of subcontracting
Coste de subcontratación | Costo de subcontratación | Coste subcontratación | Costo subcontratación
Coste de externalización
Fremdvergabekosten | Fremdfertigungskosten | Lohnfertigungskosten | Fremdbezugskosten | Kosten Fremdvergabe
Coût de sous-traitance | Coût sous-traitance | Coût de la sous-traitance
Custo de subcontratação | Custo de terceirização
Costo di subfornitura | Costo conto lavoro | Costo di terzista | Costo di conto lavorazione
""",
        "Max subcontract": """
Max subcontracting | Maximum subcontracting | Subcontract limit | Subcontracting limit | Subcontracting capacity
Subcontratación máxima | Máx. subcontratación | Capacidad de subcontratación
Maximale Fremdvergabe | Max. Fremdvergabe | Maximale Fremdfertigung | Max. Fremdfertigung
Sous-traitance maximale | Sous-traitance maximum | Capacité de sous-traitance
Subcontratação máxima | Terceirização máxima
Subfornitura massima | Conto lavoro massimo
""",
        "Setup cost": """
Set-up cost | Changeover cost | Setup costs | Cost of setup | Cost per setup
Coste de preparación | Costo de preparación | Coste de cambio | Costo de cambio | Coste de puesta en marcha
Costo de alistamiento | Coste de setup | Costo de setup
Rüstkosten | Umrüstkosten | Einrichtekosten | Einrichtungskosten | Rüstkosten je Los
Coût de réglage | Coût de lancement | Coût de changement de série | Coût de mise en route
Custo de preparação | Custo de setup
Costo di attrezzaggio | Costo di setup | Costo attrezzaggio
""",
        "Min lot": """
Minimum lot | Min lot size | Minimum lot size | Minimum batch | Min batch | Minimum batch size | MOQ
Minimum order quantity | Min order qty | Minimum order qty | Minimum production quantity
Lote mínimo | Tamaño mínimo de lote | Cantidad mínima de pedido | Pedido mínimo
Mindestlos | Mindestlosgröße | Minimale Losgröße | Mindestmenge | Mindestbestellmenge | Minimallosgröße
Min. Losgröße
Lot minimum | Lot minimal | Taille minimale de lot | Quantité minimum de commande | Quantité minimale de commande
Lote mínimo de produção | Quantidade mínima de pedido
Lotto minimo | Quantità minima d'ordine | Quantità minima di ordine
""",
        "Lot multiple": """
Order multiple | Batch multiple | Lot size multiple | Rounding value | Production multiple | Rounding quantity
Múltiplo de lote | Múltiplo de pedido | Múltiplos de lote
Losvielfaches | Rundungswert | Vielfaches | Losgrößenvielfaches | Rundungsmenge | Bestellvielfaches
Multiple de lot | Multiple de commande
Múltiplo do lote
Multiplo di lotto | Multiplo lotto | Multiplo d'ordine
""",
        "Lead time": """
Lead time in periods | Plazo en periodos | Plazo de entrega en periodos | Durchlaufzeit in Perioden
Vorlaufzeit in Perioden | Délai en périodes | Prazo em períodos | Tempo di consegna in periodi
""",
    },
    "Demand": {"Product": _PRODUCT, "Period": _PERIOD, "Quantity": _QUANTITY + _DEMANDED},
    "Settings": {
        "Setting": """
Parameter | Option | Parámetro | Ajuste | Einstellung | Paramètre | Réglage | Parâmetro | Parametro
""",
        "Value": _VALUE,
    },
    "Resources": {
        "Resource": _RESOURCE,
        "Kind": "Type | Resource type | Resource kind | Tipo | Tipo de recurso | Art | Typ | Ressourcenart | "
        "Ressourcentyp | Type de ressource | Tipo di risorsa",
        "Capacity": """
Capacity per period | Available capacity | Available hours | Regular capacity
Capacidad | Capacidad disponible | Capacidad por periodo | Horas disponibles
Kapazität | Kapazitätsangebot | Verfügbare Kapazität | Verfügbare Stunden | Kapazität pro Periode
Kapazität je Periode
Capacité | Capacité disponible | Heures disponibles
Capacidade | Capacidade disponível | Horas disponíveis
Capacità | Capacità disponibile | Ore disponibili
""",
        "Cost": """
Hourly rate | Hourly cost | Cost per hour | Machine rate | Machine hour rate | Rate per hour
Coste por hora | Costo por hora | Coste horario | Costo horario | Tarifa horaria | Tarifa por hora
Stundensatz | Maschinenstundensatz | Kosten pro Stunde | Kosten je Stunde | Stundenkosten
Coût horaire | Taux horaire | Coût par heure | Coût machine par heure
Custo por hora | Custo horário | Custo hora
Costo orario | Tariffa oraria | Costo all'ora
""",
        "Overtime cost": """
Overtime rate | Overtime cost per hour | Cost of overtime
Coste de horas extra | Costo de horas extra | Coste horas extra | Coste hora extra | Costo hora extra
Coste de horas extraordinarias
Überstundenkosten | Überstundensatz | Mehrarbeitskosten | Kosten Überstunden
Coût des heures supplémentaires | Coût heures supplémentaires | Coût heure supplémentaire
Custo de horas extra | Custo de horas extras | Custo hora extra
Costo straordinario | Costo straordinari | Costo dello straordinario | Costo degli straordinari
""",
        "Layoff cost": "Firing cost | Fire cost | Dismissal cost | Severance cost",
        "Overtime capacity": """
Max overtime | Maximum overtime | Overtime hours | Overtime limit | Available overtime
Horas extra | Horas extra máximas | Máximo de horas extra | Capacidad de horas extra
Überstunden | Maximale Überstunden | Max. Überstunden | Überstundenkapazität
Heures supplémentaires | Heures supplémentaires max. | Capacité en heures supplémentaires
Horas extras | Capacidade de horas extras
Straordinario | Straordinario massimo | Ore di straordinario | Capacità straordinaria
""",
    },
    "Routings": {
        "Product": _PRODUCT,
        "Resource": _RESOURCE,
        "Usage": """
Hours per unit | Usage per unit | Time per unit | Run time | Run time per unit | Unit time | Machine time
Processing time
Uso | Consumo | Uso por unidad | Horas por unidad | Tiempo por unidad | Tiempo de proceso | Tiempo de ejecución
Verbrauch | Nutzung | Bedarf pro Stück | Stunden pro Stück | Stunden je Stück | Stückzeit | Bearbeitungszeit
Zeit pro Stück | Zeit je Stück | Kapazitätsbedarf | Fertigungszeit
Utilisation | Consommation | Heures par unité | Temps par unité | Temps unitaire | Temps d'exécution
Utilização | Horas por unidade | Tempo por unidade | Tempo unitário
Utilizzo | Ore per unità | Tempo per unità | Tempo unitario | Tempo ciclo
""",
        "Setup usage": """
Setup time | Set-up time | Setup hours | Changeover time
Tiempo de preparación | Tiempo de cambio | Tiempo de setup
Rüstzeit | Umrüstzeit | Einrichtezeit
Temps de réglage | Temps de préparation | Temps de changement de série
Tempo de preparação | Tempo de setup
Tempo di attrezzaggio | Tempo di setup
""",
        "Route": _ROUTE,
    },
    "Limits": {
        "Limit": _LIMIT,
        "Measure": "Medida | Kennzahl | Mesure | Misura",
        "Item": _ITEM,
        "Coefficient": "Coeficiente | Koeffizient | Coefficiente | Coeff",
        "From": "From period | Desde | Von",
        "To": "To period | Hasta | Bis | Até",
        "Min": "Minimum | Mínimo | Minimo",
        "Max": "Maximum | Máximo | Massimo",
        "Penalty": _PENALTY,
    },
    "Penalties": {"Limit": _LIMIT, "Item": _ITEM, "Period": _PERIOD, "Penalty": _PENALTY},
    "Capacity": {"Resource": _RESOURCE},
    "Receipts": {"Product": _PRODUCT, "Period": _PERIOD, "Quantity": _QUANTITY},
    "FirmProduction": {"Product": _PRODUCT, "Period": _PERIOD, "Quantity": _QUANTITY},
    "PublishedPlan": {"Product": _PRODUCT},
    "BillOfMaterials": {
        "Parent": """
Parent item | Parent part | Parent product | Assembly | Finished good | Parent code
Producto padre | Artículo padre | Padre | Conjunto | Producto terminado
Oberteil | Baugruppe | Übergeordnetes Teil | Fertigteil
Produit parent | Article parent | Ensemble | Composé
Produto pai | Artigo pai
Prodotto padre | Articolo padre | Assieme
""",
        "Component": """
Component item | Component part | Child | Child item | Child part | Subassembly | Component code
Componente | Artículo componente | Hijo | Subconjunto
Komponente | Unterteil | Einzelteil
Composant | Article composant | Sous-ensemble
Componente | Sottoassieme
""",
        "Quantity": """
Quantity per | Qty per | Qty | Usage quantity | Component quantity | Quantity per unit | Units per unit
Cantidad | Cantidad por unidad | Cant
Menge | Menge pro Stück | Menge je Stück | Mengenkoeffizient
Quantité | Qté | Quantité par unité | Coefficient
Quantidade | Quantidade por unidade | Qtd
Quantità | Quantità per unità | Coefficiente
""",
        "Route": _ROUTE,
    },
    "PeriodData": {
        "Field": "Campo | Feld | Champ",
        "Item": "Elemento | Objekt | Élément",
        "Period": _PERIOD,
        "Value": _VALUE,
    },
    "Scenarios": {
        "Scenario": "Escenario | Szenario | Szenarien | Scénario | Cenário",
        "Field": "Campo | Feld | Champ",
        "Item": "Elemento | Objekt | Élément",
        "Period": _PERIOD,
        "Change": "Cambio | Änderung | Changement | Mudança | Alteração | Modifica | Variazione",
        "Value": _VALUE,
    },
    "SalesHistory": {"Date": _DATE, "Product": _PRODUCT, "Quantity": _QUANTITY + _SOLD},
}

# What a route and a family have of the columns of other tables goes by the same names.
_OF_ROUTES = ("Production cost", "Setup cost", "Min lot", "Lot multiple", "Max production", "Lead time")
COLUMNS["Routes"] = {name: COLUMNS["Products"][name] for name in _OF_ROUTES} | {"Product": _PRODUCT, "Route": _ROUTE}
COLUMNS["Families"] = {
    "Family": "Setup family | Familia | Familie | Famille | Família | Famiglia",
    "Resource": _RESOURCE,
    "Setup cost": COLUMNS["Products"]["Setup cost"],
    "Setup usage": COLUMNS["Routings"]["Setup usage"],
}

TABLES: dict[str, str] = {
    "Products": """
Items | Articles | Materials | SKUs | Item master | Product master | Material master | Product list | Product costs
Productos | Artículos | Maestro de productos | Maestro de artículos | Lista de productos | Costes de productos
Produkte | Artikel | Artikelstamm | Materialstamm | Produktstamm | Artikelliste | Produktliste | Materialien
Artikelstammdaten | Produktstammdaten | Materialstammdaten
Produits | Liste des produits | Liste des articles
Produtos | Artigos | Lista de produtos | Cadastro de produtos
Prodotti | Articoli | Anagrafica articoli | Anagrafica prodotti | Lista prodotti
""",
    "Demand": """
Demand plan | Demand forecast | Sales forecast | Sales plan | Demands | Requirements | Independent requirements
Demanda | Demandas | Plan de demanda | Previsión de demanda | Pronóstico de demanda | Previsión de ventas
Pronóstico de ventas | Plan de ventas
Nachfrage | Bedarf | Bedarfe | Absatzplan | Absatzprognose | Nachfrageprognose | Bedarfsprognose | Bedarfsplan
Planprimärbedarf | Primärbedarf | Nachfrageplan
Demande | Demandes | Plan de demande | Prévision de demande | Prévisions de demande | Prévision des ventes
Prévisions des ventes | Prévisions de ventes | Prévision de ventes | Besoins | Plan de ventes
Procura | Plano de demanda | Previsão de demanda | Previsão de vendas | Plano de vendas
Domanda | Previsione della domanda | Previsioni di vendita | Previsione di vendita | Piano di vendita | Fabbisogni
""",
    "Resources": """
Work centers | Work centres | Machines | Lines | Production lines
Recursos | Máquinas | Centros de trabajo | Líneas de producción
Ressourcen | Maschinen | Arbeitsplätze | Fertigungslinien | Produktionslinien | Anlagen
Ressources | Postes de charge | Lignes de production
Linhas de produção | Centros de trabalho
Risorse | Macchine | Centri di lavoro | Linee di produzione
""",
    "Routings": """
Routing | Resource usage
Rutas | Hojas de ruta | Rutas de fabricación | Uso de recursos
Arbeitspläne | Arbeitsplan | Ressourcenverbrauch | Fertigungspläne
Gammes | Gammes de fabrication
Roteiros | Roteiros de produção | Roteiro
Cicli di lavoro | Cicli | Cicli di lavorazione
""",
    "Capacity": """
Capacities | Capacity by period | Available capacity
Capacidad | Capacidades
Kapazität | Kapazitäten | Kapazitätsangebot
Capacité | Capacités
Capacidade
Capacità
""",
    "Receipts": """
Scheduled receipts | Open orders | Open purchase orders | Planned receipts | Goods receipts | Incoming
Entradas | Recepciones | Recepciones programadas | Pedidos en curso | Entradas previstas
Zugänge | Geplante Zugänge | Wareneingänge | Offene Bestellungen | Bestellungen
Réceptions | Réceptions prévues | Réceptions attendues | Commandes en cours
Recebimentos | Recebimentos programados | Recebimentos previstos | Receções
Ricevimenti | Arrivi | Entrate previste | Arrivi previsti
""",
    "FirmProduction": """
Firm orders | Firm planned orders | Fixed production | Released orders | Firmed production
Producción firme | Producción fija | Órdenes firmes | Órdenes en firme
Fixierte Produktion | Feste Produktion | Fixe Produktion | Fixierte Aufträge | Festaufträge
Production ferme | Ordres fermes
Produção firme | Ordens firmes
Produzione confermata | Produzione fissa | Ordini confermati
""",
    "BillOfMaterials": """
Bill of materials | Bill of material | BOM | Product structure | Bills of material
Lista de materiales | Estructura de producto | Escandallo | Escandallos
Stückliste | Stücklisten | Erzeugnisstruktur
Nomenclature | Nomenclatures
Lista de materiais | Estrutura de produto
Distinta base | Distinte base
""",
    "PeriodData": """
Period overrides | Overrides
Datos por periodo | Periodendaten | Données par période | Dados por período | Dati per periodo
""",
    "Routes": "Alternative routes | Rutas alternativas | Fertigungswege | Rotas alternativas | Percorsi alternativi",
    "Families": "Setup families | Familias de preparación | Rüstfamilien",
    "Limits": "Limit | Límites | Límite | Grenzen | Limites | Limiti",
    "Penalties": "Penalty | Penalizaciones | Strafkosten | Pénalités | Penalidades | Penali",
    "Scenarios": "Scenario | Escenarios | Szenarien | Scénarios | Cenários | Scenari | What if",
    "SalesHistory": """
Sales | Sales data | Historical sales | History of sales | Sales orders | Actual sales
Ventas | Historial de ventas | Histórico de ventas | Historia de ventas | Ventas históricas | Datos de ventas
Verkäufe | Absätze | Verkaufshistorie | Absatzhistorie | Umsätze | Verkaufsdaten | Absatzdaten | Absatzzahlen
Verkaufszahlen
Ventes | Historique des ventes | Historique de ventes | Données de ventes
Vendas | Histórico de vendas | Dados de vendas
Vendite | Storico vendite | Storico delle vendite | Dati di vendita
""",
}

_ANY_COST = "Production cost | Holding cost | Subcontract cost | Setup cost | Lost sale cost | Backorder cost"
_ANY_STOCK = "Initial inventory | Safety stock | Final inventory | Max inventory"
_SOME_COST = (
    "Cost | Costs | Total cost | Coste | Costo | Costes | Costos | Kosten | Coût | Coûts | Custo | Custos | Costi"
)

_SOME_STOCK = """
Stock | Stocks | Inventory | Inventario | Bestand | Bestände | Inventar | Inventaire | Estoque | Inventário | Scorta
Scorte | Magazzino | Lager
"""
_BOUGHT_AT = """
Purchase price | Purchase cost | Buying price | Precio de compra | Coste de compra | Costo de compra
Einkaufspreis | EK-Preis | EK | Einstandspreis | Prix d'achat | Coût d'achat | Preço de compra | Custo de compra
Prezzo di acquisto | Prezzo d'acquisto | Costo di acquisto
"""
_VALUED_AT = """
Standard price | Standardpreis | Moving average price | Verrechnungspreis | Precio estándar | Prix standard
Preço padrão | Prezzo standard
"""
_LEAST_STOCK = """
Min stock | Minimum stock | Min inventory | Minimum inventory | Reorder point | Stock mínimo | Inventario mínimo
Existencias mínimas | Punto de pedido | Mindestbestand | Minimalbestand | Meldebestand | Stock minimum | Stock minimal
Point de commande | Estoque mínimo | Scorta minima | Giacenza minima
"""
_IN_DAYS = """
Production lead time | Manufacturing lead time | Replenishment lead time | Throughput time
Plazo de entrega | Plazo de producción | Plazo de fabricación | Tiempo de entrega | Tiempo de producción
Plazo de aprovisionamiento
Durchlaufzeit | Vorlaufzeit | Wiederbeschaffungszeit | Beschaffungszeit | Produktionsdurchlaufzeit | Eigenfertigungszeit
Délai | Délai de production | Délai de fabrication | Délai d'approvisionnement | Délai d'obtention
Prazo de entrega | Prazo de produção | Tempo de entrega | Tempo de produção
Tempo di consegna | Tempo di produzione | Tempo di approvvigionamento | Lead time di produzione
"""
_LOT = """
Lot size | Lot | Batch size | Batch | Lote | Tamaño de lote | Losgröße | Los | Taille de lot | Lotto
"""

# Names that may mean several columns of a table, or one in another unit: (the names, the columns). Nothing of them is
# read without asking.
AMBIGUOUS: dict[str, tuple[tuple[str, str], ...]] = {
    "Products": (
        (_SOME_COST, _ANY_COST),
        (_SOME_STOCK, _ANY_STOCK),
        (_BOUGHT_AT, "Production cost | Subcontract cost"),
        (_VALUED_AT, "Production cost | Price"),
        (_LEAST_STOCK, "Safety stock | Min lot"),
        (_LOT, "Min lot | Lot multiple"),
        (_IN_DAYS, "Lead time"),
        ("Kapazität | Capacity | Capacidad | Capacité | Capacidade | Capacità", "Max production | Max inventory"),
    ),
    "Resources": ((_SOME_COST.removeprefix("Cost | "), "Cost | Overtime cost"),),
}

# What may stand in brackets behind a name, as its unit; months, days and other times are left out, since they would
# need to be converted. Hours are a unit of what resources have.
CURRENCIES = """
EUR | USD | GBP | CHF | BRL | MXN | ARS | COP | CLP | PEN | JPY | CNY | € | $ | £ | R$ | US$ | CAD | AUD | PLN | SEK
"""

UNITS = """
unit | units | u | pc | pcs | piece | pieces | each | ea | per
ud | uds | unidad | unidades | por | pieza | piezas | pz | pzs | pza
St | Stk | Stück | ST | pro | je | Einheit | Einheiten | ME
unité | unités | par | pièce | pièces | pce
un | unidade | unidades | peça | peças
unità | per | pezzo | pezzi
period | periodo | período | Periode | période
"""
_HOURS = """
h | hr | hrs | hour | hours | hora | horas | Std | Stunde | Stunden | heure | heures | ora | ore
"""
OTHER_UNITS = {"Resources": _HOURS, "Routings": _HOURS}
