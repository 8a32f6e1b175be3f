"""The schema: made where there is none, upgraded where it is older, refused where it is newer; what was there stays."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from sop_excel.errors import InputError, MachineError
from sop_excel.store import migrations
from sop_excel.store.address import parsed
from sop_excel.store.connecting import connected
from sop_excel.store.database_tables import metadata
from sop_excel.store.publish import PublishOptions, publish
from sop_excel.store.transactions import upgraded
from sop_excel.store.versions import VERSION
from tests.tables import table
from tests.unit.store.books import MemoryBook, inputs, planned
from tests.unit.store.databases import articles, counts, rows

FOLDER = str(Path(migrations.__file__).parent)


def test_the_version_is_that_of_the_newest_migration() -> None:
    assert ScriptDirectory(FOLDER).get_heads() == [VERSION]


def test_a_new_database_has_every_column_that_the_program_uses(home: Path, tmp_path: Path) -> None:
    """The migrations and the tables of the program say the same."""
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    upgraded(parsed(url, "a test"))
    with connected(parsed(url, "a test")) as connection:
        found = sa.inspect(connection)
        for name, own in metadata.tables.items():
            assert {column["name"] for column in found.get_columns(name)} >= set(own.columns.keys()), name


def test_an_older_schema_is_upgraded_and_keeps_its_rows(home: Path, tmp_path: Path) -> None:
    """As it was before runs were kept."""
    file = tmp_path / "old.sqlite"
    articles(file, sku=True)
    rows(file, "CREATE TABLE sop_excel_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    rows(file, "INSERT INTO sop_excel_version VALUES ('0001')")
    rows(file, "INSERT INTO supply_plans (id, execution_date, sku, plan_date, production_qty) "
               "VALUES ('x', '2025-01-01', 'A', '2025-02-01', 7.5)")  # fmt: skip
    publish(planned(), PublishOptions(f"sqlite:///{file}"))
    assert rows(file, "SELECT version_num FROM sop_excel_version") == [(VERSION,)]
    assert rows(file, "SELECT sku, production_qty, run_id FROM supply_plans WHERE id = 'x'") == [("A", 7.5, None)]
    assert counts(file) == (7, 1, 1, 1)


def test_a_newer_schema_is_refused_and_stays_as_it_is(home: Path, tmp_path: Path) -> None:
    """By a sentence that says what to do; nothing is written."""
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    publish(planned(), PublishOptions(url))
    rows(tmp_path / "new.sqlite", "UPDATE sop_excel_version SET version_num = '9000'")
    before = (tmp_path / "new.sqlite").read_bytes()
    with pytest.raises(MachineError, match=r"schema 9000 of a newer sop-excel.*update sop-excel"):
        publish(planned("run-b"), PublishOptions(url))
    assert (tmp_path / "new.sqlite").read_bytes() == before


@pytest.mark.parametrize("sku", [True, False], ids=["with sku", "without"])
def test_the_articles_tables_are_used_as_they_are(home: Path, tmp_path: Path, sku: bool) -> None:
    """Nothing of them is dropped or renamed, ours are added at their end; a plan of one product fits into both."""
    file = tmp_path / "theirs.sqlite"
    url = articles(file, sku)
    before = rows(file, "SELECT name FROM pragma_table_info('supply_plans') ORDER BY cid")
    publish(one_product(), PublishOptions(url))
    after = rows(file, "SELECT name FROM pragma_table_info('supply_plans') ORDER BY cid")
    assert after == [*before, ("plan_name",), ("run_id",), ("period",)]
    found = rows(file, "SELECT plan_date, production_qty FROM supply_plans ORDER BY plan_date")
    assert found == [("2026-01-01", 12.0), ("2026-02-01", 20.0), ("2026-03-01", 30.25)]
    assert not sku or rows(file, "SELECT DISTINCT sku FROM supply_plans") == [("A",)]
    assert rows(file, "SELECT count(DISTINCT id), count(created_at) FROM supply_plans") == [(3, 3)]


def test_several_products_need_the_column_of_the_products(home: Path, tmp_path: Path) -> None:
    """Without it their rows would be one product's; with it they are published."""
    with pytest.raises(InputError, match="no column sku, found 2 products, 'A' and 'B'"):
        publish(planned(), PublishOptions(articles(tmp_path / "without.sqlite", sku=False)))
    publish(planned(), PublishOptions(articles(tmp_path / "with.sqlite", sku=True)))


def test_rows_of_another_program_are_replaced_by_force_alone(home: Path, tmp_path: Path) -> None:
    """Those of the same day, product and date, for which the article's key has room once; others stay."""
    file = tmp_path / "theirs.sqlite"
    url = articles(file, sku=True)
    theirs = "INSERT INTO supply_plans (id, execution_date, sku, plan_date, production_qty) VALUES (?, ?, ?, ?, 1)"
    today = datetime.now(UTC).date().isoformat()
    for number, (day, sku) in enumerate(((today, "A"), (today, "Z"), ("2025-01-01", "A"))):
        rows(file, theirs, str(number), day, sku, "2026-01-01")
    with pytest.raises(InputError, match="1 row of another program"):
        publish(planned(), PublishOptions(url))
    assert rows(file, "SELECT count(*) FROM supply_plans") == [(3,)]
    assert publish(planned(), PublishOptions(url, force=True, reason="they are the same")).is_new
    assert rows(file, "SELECT sku, production_qty FROM supply_plans WHERE run_id IS NULL ORDER BY sku") == [
        ("A", 1.0), ("Z", 1.0),
    ]  # fmt: skip


def test_rows_of_another_plan_are_never_replaced(home: Path, tmp_path: Path) -> None:
    """Where the article's key has room for one plan a day; by force neither."""
    url = articles(tmp_path / "theirs.sqlite", sku=True)
    publish(planned("run-a", name="north"), PublishOptions(url))
    with pytest.raises(InputError, match="rows of the plan 'north'"):
        publish(planned("run-b", name="south"), PublishOptions(url, force=True, reason="why not"))
    assert counts(tmp_path / "theirs.sqlite") == (6, 1, 1, 1)


def test_amounts_are_counted_in_the_decimals_that_a_column_has(home: Path, tmp_path: Path) -> None:
    """30.25 in a column of whole numbers is 30, and no difference to be told."""
    file = tmp_path / "theirs.sqlite"
    done = publish(planned(), PublishOptions(articles(file, sku=True, decimals="integer")))
    assert done.sums.amounts["production"] == 68.0
    assert rows(file, "SELECT sum(production_qty) FROM supply_plans") == [(68,)]


def one_product() -> MemoryBook:
    """A plan of one product."""
    return planned(
        tables=inputs(
            table("Products", ["Product", "Production cost", "Holding cost", "Safety stock"], ["A", 5.0, 1.0, 2.0]),
            table("Demand", ["Product", "2026-01", "2026-02", "2026-03"], ["A", 10.0, 20.0, 30.25]),
        )
    )
