"""One demo tablet, made once and copied for each test; its page is served by `kiosk run --browser`."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from sync.demo import make_demo
from sync.hub.server import embedded
from tests.browser.glass import CHROMIUM, PLACE, Served, own_chromium, served, sharing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium there is no page to look at. With it, all share one, and so one event loop."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        if not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="needs Chromium: make system"))
        if pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _one_chromium() -> AsyncIterator[None]:
    async with own_chromium() as browser, sharing(browser):
        yield


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo whose tablet is paired and open."""
    folder = tmp_path_factory.mktemp("demo")
    made = make_demo(folder)
    with embedded(made.store) as address:
        made.tablet(address).close_files()
    made.store.close()
    return folder


@pytest.fixture
def tablet(demo: Path, tmp_path: Path) -> Path:
    """A folder with kiosk.toml and the data of one tablet."""
    shutil.copytree(demo / "data", tmp_path / "data")
    (tmp_path / "kiosk.toml").write_text(f'[tablet]\nplace = "{PLACE}"\n', encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def _chromium(_one_chromium: None) -> None:
    """Whatever is tested here may show a page."""


@pytest_asyncio.fixture(loop_scope="session")
async def kiosk(tablet: Path) -> AsyncIterator[Served]:
    """The tablet, with its page served."""
    async with served("run", "--config", str(tablet / "kiosk.toml")) as running:
        yield running
