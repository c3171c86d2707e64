"""Somebody of the staff at a browser without JavaScript: signs in, reads pages, sends their forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup, Tag

from kiosk.i18n import translator
from kiosk.settings import HubSettings
from sync.hub.server import embedded
from sync.hub.staff import accounts
from sync.hub.staff.accounts import Account, add_account
from sync.hub.staff.rights import Role
from sync.hub.store import HubStore

PASSWORD = "quatre mots sans lien"  # noqa: S105 - of accounts that exist in tests only
_SLOW = accounts._hashed


def french(message: str, /, **values: object) -> str:
    """A sentence of the pages as they say it, no-break spaces being spaces."""
    return translator("fr", "hub")(message, **values).replace("\u00a0", " ")


def make_account(
    store: HubStore, role: Role, name: str = "", *, consultations: tuple[str, ...] = ()
) -> Account:
    """An account with `PASSWORD`; the slow digest is made once a process."""
    accounts._hashed = cache(_SLOW)
    try:
        return add_account(
            store, name or role.value.replace("_", "-"), role, PASSWORD, consultations=consultations
        )
    finally:
        accounts._hashed = _SLOW


@dataclass
class Page:
    """What came: the answer and its document."""

    answer: httpx.Response
    soup: BeautifulSoup

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.answer.status_code

    @property
    def text(self) -> str:
        """What is read on it, in one line, no-break spaces being spaces."""
        return " ".join(self.soup.get_text(" ").replace("\u00a0", " ").split())

    @property
    def title(self) -> str:
        """Its first heading."""
        heading = self.soup.h1
        return " ".join(heading.get_text(" ").replace("\u00a0", " ").split()) if heading else ""

    @property
    def notice(self) -> str:
        """What it says the last act did."""
        said = self.soup.select_one(".notice")
        return " ".join(said.get_text(" ").replace("\u00a0", " ").split()) if said else ""

    def rows(self, number: int = 0) -> list[dict[str, str]]:
        """The rows of a table: name of the column to text."""
        tables = self.soup.find_all("table")
        table = tables[number]
        heads = [
            cell.get_text(" ", strip=True).removesuffix("▾").strip() for cell in table.select("thead th")
        ]
        return [
            dict(
                zip(
                    heads,
                    (
                        " ".join(cell.get_text(" ").replace("\u00a0", " ").split())
                        for cell in row.find_all(["td", "th"])
                    ),
                    strict=False,
                )
            )
            for row in table.select("tbody tr")
        ]

    def form(self, action: str = "") -> Tag:
        """The form of the page's content whose address ends like this."""
        for form in self.soup.select("main form"):
            if str(form.get("action", "")).endswith(action):
                return form
        raise AssertionError(f"no form {action!r} on: {self.text}")


class Desk:
    """One browser."""

    def __init__(self, client: httpx.Client) -> None:
        """Use `client`, which keeps cookies and follows nobody's redirects by itself."""
        self.client = client

    def get(self, path: str, *, follow: bool = True) -> Page:
        """A page; `path` is below /staff, or whole."""
        return self._page(self.client.get(_whole(path), follow_redirects=follow))

    def post(
        self, path: str, data: Mapping[str, str | list[str]] | None = None, *, follow: bool = True
    ) -> Page:
        """Send what no form holds; no csrf field is added."""
        return self._page(self.client.post(_whole(path), data=data or {}, follow_redirects=follow))

    def send(self, page: Page, action: str = "", /, **fields: str | list[str]) -> Page:
        """Fill in a form of a page and send it, with what it holds already."""
        form = page.form(action)
        data: dict[str, str | list[str]] = {}
        for field in form.find_all(["input", "textarea", "select"]):
            name = field.get("name")
            if not name or (
                field.get("type") in ("checkbox", "radio", "submit") and not field.has_attr("checked")
            ):
                continue
            if field.name == "select":
                chosen = field.select_one("option[selected]") or field.find("option")
                data[str(name)] = str(chosen.get("value", "")) if chosen else ""
            else:
                data[str(name)] = str(field.get("value", field.get_text()))
        where = urljoin(str(page.answer.url), str(form.get("action") or page.answer.url))
        return self._page(self.client.post(where, data=data | fields, follow_redirects=True))

    def sign_in(self, account: Account | str, password: str = PASSWORD, *, at: str = "/sign-in") -> Page:
        """Sign in; gives the page that one comes to."""
        name = account if isinstance(account, str) else account.id
        return self.send(self.get(at), "/sign-in", name=name, password=password)

    def sign_out(self) -> Page:
        """Use the button at the top."""
        page = self.get("/")
        form = page.soup.select_one("header form")
        assert form is not None
        csrf = str(form.select_one("input[name=csrf]")["value"])  # type: ignore[index]
        return self.post("/sign-out", {"csrf": csrf})

    def _page(self, answer: httpx.Response) -> Page:
        html = answer.text if answer.headers.get("content-type", "").startswith("text/html") else ""
        return Page(answer, BeautifulSoup(html, "html.parser"))


@contextmanager
def desk(store: HubStore, settings: HubSettings | None = None) -> Iterator[Desk]:
    """A browser before the hub's pages, which are served on loopback meanwhile."""
    with embedded(store, settings=settings) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield Desk(client)


def _whole(path: str) -> str:
    return path if path.startswith(("http", "/staff", "/v1")) else f"/staff{path}"
