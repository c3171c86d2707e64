"""How thoroughly properties are tried: ``HYPOTHESIS_PROFILE=torture make test`` tries forty times more."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

import kiosk.accounts
import sync.hub.staff.accounts
from tests import memory_disk, postgres, quiet, schemas, stylesheets
from tests.matrix import backends, in_turns, one_grid_each, some_of_many

with warnings.catch_warnings():
    # Starlette advises another client on import; without this, the advice would stop every collection.
    warnings.filterwarnings("ignore", message="Using `httpx` with `starlette.testclient`")
    import fastapi.testclient  # noqa: F401


class QuickHasher(PasswordHasher):
    """argon2id with the smallest parameters."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)


settings.register_profile("default", max_examples=50, deadline=None)
settings.register_profile(
    "torture", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

memory_disk.install()
quiet.install()
schemas.install()
stylesheets.install()

# argon2id is slow on purpose: a fifth of a second for each PIN and password, in a thousand tests. Here it is
# the same function with little to do; `test_accounts.py` looks at what a process of its own makes.
kiosk.accounts.PasswordHasher = QuickHasher  # type: ignore[attr-defined, assignment]
sync.hub.staff.accounts.PasswordHasher = QuickHasher  # type: ignore[attr-defined, assignment]


def pytest_configure(config: pytest.Config) -> None:
    """Name the project's own marks."""
    config.addinivalue_line("markers", "sqlite_only: about the files of SQLite")
    config.addinivalue_line("markers", "every_grid: runs on every grid by default, not on one of them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run a part of the wide tables by default; what is named on the command line runs whole."""
    if any("::" in argument for argument in config.args):
        return
    for choose in (one_grid_each, in_turns, some_of_many):
        items[:], left = choose(items)
        if left:
            config.hook.pytest_deselected(items=left)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name no test: a workbook knows when it was made, and each process would call it otherwise."""
    return argname if isinstance(val, bytes) else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of the hub's storage on both databases."""
    if "backend" in metafunc.fixturenames:
        names = backends(metafunc.module.__name__)
        if metafunc.definition.get_closest_marker("sqlite_only"):
            names = names[:1]
        if len(names) > 1:
            metafunc.parametrize("backend", names)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Server]:
    """A server of the session's own."""
    with postgres.running_server() as server:
        yield server


@pytest.fixture
def backend() -> str:
    """The database under the hub: ``sqlite``, or ``postgresql`` where a test is tried on both."""
    return "sqlite"


@pytest.fixture
def database(backend: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """What `hub.database` would say: empty, or the address of a new database."""
    if backend == "sqlite":
        yield ""
        return
    server: postgres.Server = request.getfixturevalue("postgresql")
    with server.new_database() as name:
        yield server.address(name)
