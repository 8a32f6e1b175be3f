"""Databases for the tests: a server that is started when the first test asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.store import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """The PostgreSQL server of this run of the tests; a test that asks for it is skipped where there is none."""
    if not postgres.INSTALLED and "CI" not in os.environ:
        pytest.skip(postgres.NOT_HERE)
    running = postgres.started()
    yield running
    running.close()


@pytest.fixture
def database(server: postgres.Server) -> str:
    """The URL of a database with nothing in it."""
    return server.url(server.empty_database())
