"""Tables that others made on a PostgreSQL: their ids, decimals and roles."""

from __future__ import annotations

import pytest

from sop_excel.errors import InputError, MachineError
from sop_excel.store.publish import PublishOptions, publish
from tests.store.postgres import Server
from tests.unit.store.books import planned

_TABLE = (
    "CREATE TABLE supply_plans (id {id} PRIMARY KEY, execution_date date NOT NULL, sku varchar(20) NOT NULL,"
    " plan_date {date} NOT NULL, demand_forecast {amount}, production_qty {amount}, inventory_level {amount},"
    " safety_stock_target {amount}, created_at timestamptz NOT NULL DEFAULT now(),"
    " UNIQUE (execution_date, sku, plan_date))"
)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database alone is what is looked at."""
    monkeypatch.setenv("SOP_EXCEL_KEEP_RUNS", "no")


@pytest.mark.parametrize(
    "of_id", ["uuid", "text", "uuid DEFAULT gen_random_uuid()", "bigint GENERATED ALWAYS AS IDENTITY"]
)
@pytest.mark.parametrize(
    ("amount", "production"), [("numeric", 68.25), ("numeric(12,1)", 68.2), ("double precision", 68.25)]
)
def test_a_plan_fits_into_columns_of_other_types(server: Server, of_id: str, amount: str, production: float) -> None:
    """Ids that the database makes and such that it does not, amounts of other decimals, moments for dates."""
    name = server.new_database()
    date = "timestamp" if of_id == "text" else "date"
    server.run(_TABLE.format(id=of_id, amount=amount, date=date), database=name)
    done = publish(planned(), PublishOptions(server.url(name)))
    assert done.sums.rows == 6
    assert done.sums.amounts["production"] == pytest.approx(production, abs=1e-9)
    ids = server.run("SELECT count(DISTINCT id), count(*) FROM supply_plans WHERE id IS NOT NULL", database=name)
    assert ids == [(6, 6)]
    assert not publish(planned(), PublishOptions(server.url(name))).is_new


def test_a_key_that_is_the_primary_one_has_room_for_one_plan_too(server: Server) -> None:
    """The second plan of a product on a day is refused by a sentence, not by the database."""
    name = server.new_database()
    made = _TABLE.format(id="uuid", amount="numeric", date="date").replace("id uuid PRIMARY KEY, ", "")
    server.run(made.replace("UNIQUE", "PRIMARY KEY"), database=name)
    publish(planned("run-a", name="north"), PublishOptions(server.url(name)))
    with pytest.raises(InputError, match="rows of the plan 'north'"):
        publish(planned("run-b", name="south"), PublishOptions(server.url(name)))


def test_tables_of_ours_are_not_shown_to_the_roles_of_the_web(server: Server) -> None:
    """Whoever has the public key of a Supabase project acts as one of them; whoever owns the tables reads them."""
    name = server.new_database()
    for role in ("anon", "authenticated"):
        server.run(f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$", database=name)
        server.run(f"ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {role}", database=name)
    server.run("CREATE TABLE demand_forecasts (execution_date date, sku text, ds date, yhat numeric)", database=name)
    publish(planned(), PublishOptions(server.url(name)))
    may = "SELECT has_table_privilege('anon', %s, 'SELECT'), has_table_privilege('authenticated', %s, 'INSERT')"
    for table in ("supply_plans", "plan_runs", "plan_current"):
        assert server.run(may, table, table, database=name) == [(False, False)], table
    assert server.run(may, "demand_forecasts", "demand_forecasts", database=name) == [(True, True)]  # as it was


def test_two_schemas_with_runs_of_their_own_share_a_table_of_plans(server: Server) -> None:
    """Its rows are found by both, and nothing of the one is in the way of the other."""
    name = server.new_database()
    server.run(_TABLE.format(id="uuid", amount="numeric", date="date"), database=name)
    server.run("ALTER TABLE supply_plans DROP CONSTRAINT supply_plans_execution_date_sku_plan_date_key", database=name)
    server.run("CREATE SCHEMA mine", database=name)
    mine = f"{server.url(name)}?options=-csearch_path%3Dmine,public"
    publish(planned("run-a", name="north"), PublishOptions(mine))
    publish(planned("run-b", name="south"), PublishOptions(server.url(name)))
    counted = server.run(
        "SELECT run_id, count(*) FROM public.supply_plans GROUP BY run_id ORDER BY run_id", database=name
    )
    assert counted == [("run-a", 6), ("run-b", 6)]
    assert not publish(planned("run-a", name="north"), PublishOptions(mine)).is_new


@pytest.mark.parametrize(
    ("options", "name", "told"),
    [
        ("?options=-csearch_path%3Dnowhere", "autumn", "no schema has been selected to create in; name one that is"),
        ("", "".join(map(chr, range(0x4E00, 0x8000))), "give the plan a shorter name"),
    ],
)
def test_a_schema_that_is_not_there_and_a_name_without_room_are_told_with_what_to_do(
    server: Server, database: str, options: str, name: str, told: str
) -> None:
    with pytest.raises(MachineError, match=told):
        publish(planned(name=name), PublishOptions(database + options))
