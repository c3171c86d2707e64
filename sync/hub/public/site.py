"""What every public page needs: the hub's store, the catalogue in use, what is published, and the answer."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy import func, select

from kiosk.catalogue.activities import AnyActivity
from kiosk.catalogue.lookup import CatalogueIndex, Located
from kiosk.catalogue.parts import Text
from kiosk.i18n import LANGUAGE_NAMES, LANGUAGES, translator
from kiosk.ids import Mode
from kiosk.paper.moments import day, moment
from sync.hub.public.languages import LANGUAGE
from sync.hub.public.pace import Guesses
from sync.hub.publication import Publications
from sync.hub.readable import readable
from sync.hub.store import HubStore
from sync.hub.tables import catalogues, tablets

HERE = Path(__file__).parent
GET = ["GET", "HEAD"]
NOT_KEPT = "no-store"
"""Nobody keeps this page: neither the browser of a shared machine nor anything on the way."""
KEPT_SHORTLY = "public, max-age=60"
ANSWER_SECONDS = 0.25
"""An answer about a receipt takes so long, whatever it is."""
TITLE_MAX = 300
"""Characters of a title; no real one has as many."""
TEXT_MAX = 5_000
"""Characters of a text on a page that has several: the page stays light."""
_GONE_MAX = 1_000
_NEWS_SECONDS = 60.0


@dataclass(frozen=True)
class News:
    """How long the tablets in use have been silent, all together: nothing about any one of them."""

    in_use: int
    heard: int
    """Of those, how many were heard today or yesterday."""
    longest: date | None
    """The last day on which the one was heard that has been silent for longest."""
    never: int
    """In use and not heard yet."""
    withdrawn: int


@dataclass
class Site:
    """The public pages of one hub."""

    store: HubStore
    contact: str = ""
    """Whom to write to; empty: one asks at the organiser's places."""
    answer_seconds: float = ANSWER_SECONDS
    guesses: Guesses = field(default_factory=Guesses)
    monotonic: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        """Nothing is read before the first question."""
        self.published = Publications(self.store)
        self._index: tuple[int, CatalogueIndex] | None = None
        self._news: tuple[float, News] | None = None
        self._gone: dict[str, Located[AnyActivity] | None] = {}

    # -- what is known

    def now(self) -> datetime:
        """The hub's time."""
        return self.store.clock().astimezone(UTC)

    def index(self) -> CatalogueIndex | None:
        """The newest catalogue; read again when there is a newer one."""
        with self.store.reading() as connection:
            newest = connection.scalar(select(func.max(catalogues.c.version)))
        if newest is None:
            return None
        if self._index is None or self._index[0] != newest:
            index = self.store.index(newest)
            if index is None:
                return None
            self._index, self._gone = (newest, index), {}
        return self._index[1]

    def located(self, activity: str) -> Located[AnyActivity] | None:
        """An activity as the newest catalogue has it that has it at all."""
        newest = self.index()
        if newest is None:
            return None
        if activity in newest.activities:
            return newest.activities[activity]
        if activity not in self._gone:
            if len(self._gone) > _GONE_MAX:
                self._gone.clear()
            self._gone[activity] = self._looked_up(activity, newest.catalogue.version)
        return self._gone[activity]

    def _looked_up(self, activity: str, newest: int) -> Located[AnyActivity] | None:
        for version in range(newest - 1, 0, -1):
            index = self.store.index(version)
            if index is not None and activity in index.activities:
                return index.activities[activity]
        return None

    def silent(self) -> bool:
        """Whether the city may not speak of results now."""
        index = self.index()
        return index is not None and index.silent(self.now())

    def news(self) -> News:
        """How long the tablets have been silent, looked up at most once a minute."""
        if self._news is None or self.monotonic() - self._news[0] > _NEWS_SECONDS:
            self._news = (self.monotonic(), self._looked_up_news())
        return self._news[1]

    def _looked_up_news(self) -> News:
        with self.store.reading() as connection:
            rows = connection.execute(select(tablets.c.last_contact, tablets.c.revoked_at)).all()
        contacts = [row.last_contact for row in rows if row.revoked_at is None]
        days = [contact.replace(tzinfo=UTC).date() for contact in contacts if contact is not None]
        yesterday = self.now().date() - timedelta(days=1)
        return News(
            in_use=len(contacts),
            heard=sum(heard >= yesterday for heard in days),
            longest=min(days, default=None),
            never=len(contacts) - len(days),
            withdrawn=len(rows) - len(contacts),
        )

    # -- what is answered

    def page(
        self,
        request: Request,
        template: str,
        values: Mapping[str, object] | None = None,
        *,
        status: int = 200,
        keeping: str = KEPT_SHORTLY,
        headers: Mapping[str, str] | None = None,
        asking_store: bool = True,
    ) -> Response:
        """A page in the request's language; a page that may be kept has a tag and is not sent twice.

        Args:
            asking_store: whether the store is asked who organises; not where it just did not answer.
        """
        language = language_of(request)
        index = self.index() if asking_store else None
        common = self._common(request, language, index)
        content = _templates().get_template(template).render(**common, **(values or {}))
        said = {"cache-control": keeping, "content-language": translator(language).base, **(headers or {})}
        if keeping != NOT_KEPT and status == 200:
            return kept(request, HTMLResponse(content, headers=said))
        return HTMLResponse(content, status, headers=said)

    def _common(self, request: Request, language: str, index: CatalogueIndex | None) -> dict[str, object]:
        tr = translator(language)
        page = request.query_params.get("page", "")
        path = quote(str(request.scope["path"])) + (f"?page={quote(page)}" if page else "")
        return {
            "_": tr,
            "plural": tr.plural,
            "tr": tr,
            "language": language,
            "languages": [(code, LANGUAGE_NAMES[code], code.partition("_")[0]) for code in LANGUAGES],
            "path": path,
            "link": lambda to: f"/{language}{quote(to)}",
            "words": lambda text: words(text, language),
            "clean": readable,
            "day": lambda value: day(tr, value),
            "moment": lambda value: moment(tr, value),
            "organiser": index.catalogue.organiser if index else None,
            "test": self.store.mode is Mode.TEST,
            "contact": self.contact,
            "style": f"/static/public.css?v={_style_version()}",
        }


def language_of(request: Request) -> str:
    """The language a page is asked for in."""
    return str(request.scope.get(LANGUAGE, LANGUAGES[0]))


def go(request: Request, path: str) -> Response:
    """Send the reader to a page of ours, in their language."""
    address = f"/{language_of(request)}{quote(path, safe='/,')}"
    return RedirectResponse(address, 303, {"cache-control": NOT_KEPT})


def kept(request: Request, response: Response) -> Response:
    """`response` with a tag of its content; without it where the reader has it (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    response.headers["etag"] = tag
    held = request.headers.get("if-none-match", "")
    if held == "*" or tag in [one.strip().removeprefix("W/") for one in held.split(",")]:
        unchanged = {
            name: value
            for name, value in response.headers.items()
            if name in {"etag", "cache-control", "content-language"}
        }
        return Response(status_code=304, headers=unchanged)
    return response


def words(text: Text, language: str) -> Markup:
    """A title of the catalogue as data: without markup or direction signs, and marked where it is foreign."""
    content, attribute = _within(text, language)
    return Markup("<bdi{}>{}</bdi>").format(attribute, _short(content))


def long_words(text: Text, language: str, most: int = TEXT_MAX) -> list[Markup]:
    """A text of the catalogue as paragraphs of data, at most so many characters in all."""
    content, attribute = _within(text, language)
    if len(content) > most:
        content = content[:most].rsplit(maxsplit=1)[0] + " …"
    parts = readable(content).split("\n\n")
    return [Markup("<bdi{}>{}</bdi>").format(attribute, part.strip()) for part in parts if part.strip()]


def _within(text: Text, language: str) -> tuple[str, Markup]:
    """What the reader is shown, and how its language is marked where it is another one."""
    base = language.partition("_")[0]
    chosen = next((known for known in (language, base) if text.root.get(known)), None)
    chosen = chosen or next((known for known, content in text.root.items() if content), language)
    spoken = chosen.partition("_")[0]
    attribute = Markup("") if spoken == base else Markup(' lang="{}"').format(spoken)
    return text.root.get(chosen, ""), attribute


def plain(text: str) -> Markup:
    """A text of which nobody knows the language, as data."""
    return Markup("<bdi>{}</bdi>").format(_short(text))


def _short(text: str) -> str:
    """One line that fits on a page, whatever somebody wrote into a title."""
    return re.sub(r"[ \t\n]+", " ", readable(text[:TITLE_MAX])).strip()


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=100,
    )


@cache
def _style_version() -> str:
    return hashlib.sha256((HERE / "static" / "public.css").read_bytes()).hexdigest()[:12]
