"""What is handed to the platform: one published contribution, and the exact text that goes out.

The text ends with the resident's receipt, so that a post can be found again whose answer was lost.
What a resident wrote is never changed: it is made to appear as typed. Decidim shows the body of a
proposal or a comment as HTML, so the three characters that mean something there go out as entities.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kiosk.errors import FormatError
from kiosk.i18n import LANGUAGES, translator
from kiosk.ids import DepositId
from kiosk.receipts import Receipt, parse_receipt, receipt_of
from sync.decidim.targets import Target
from sync.hub.readable import readable

Kind = Literal["proposal", "comment"]

_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
_AT_THE_END = re.compile(r"([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2})[^0-9A-Za-z]*\Z")


class Way(StrEnum):
    """How a contribution reaches the platform."""

    API = "api"
    """The hub writes it itself."""
    LOT = "lot"
    """In an import file that staff upload."""
    HAND = "hand"
    """This platform, in this version, takes it from a person alone."""


@dataclass(frozen=True)
class Outgoing:
    """A contribution that moderation has published, in our own terms."""

    deposit: DepositId
    kind: Kind
    activity: str
    body: str
    title: str = ""
    """Of a proposal."""
    language: str = "fr"
    place: str = ""
    """In the resident's own words: no address that a machine could find."""
    theme: str = ""
    """As the catalogue names it; `Target.classes` says what Decidim calls it."""
    quartier: str = ""
    address: str = ""
    """Only together with the position: Decidim looks up an address that has none, and refuses what it
    cannot find."""
    latitude: float | None = None
    longitude: float | None = None
    parent: str = ""
    """Of a comment: the catalogue's id of the proposal. Empty in a debate."""
    alignment: int = 0
    edited: bool = False
    """Whether moderators took something out: it is said below the text."""

    @property
    def receipt(self) -> Receipt:
        """What the resident holds, and what the text ends with."""
        return receipt_of(self.deposit)


@dataclass(frozen=True)
class Text:
    """What goes out, ready: the platform's locale, the title as it is, the body as HTML."""

    locale: str
    title: str
    body: str

    def digest(self, item: Outgoing) -> str:
        """SHA-256 over all that the platform is told of `item`."""
        told = [item.kind, item.activity, self.locale, self.title, self.body, item.theme, item.quartier]
        place = [item.address, item.latitude, item.longitude]
        return hashlib.sha256(json.dumps([*told, *place, item.parent, item.alignment]).encode()).hexdigest()


def text_of(item: Outgoing, target: Target) -> Text:
    """The exact text of `item` for its component."""
    locale = target.locale_for(item.language)
    tr = translator(locale if locale in LANGUAGES else "fr")
    last = tr("Citizens’ kiosk, receipt {receipt}", receipt=item.receipt)
    lines = [readable(item.body).strip(), ""]
    if item.edited:
        lines.append(tr("The moderators took something out: […]."))
    if item.kind == "proposal" and item.place.strip():
        lines.append(tr("Place: {place}", place=" ".join(readable(item.place).split())))
    title = " ".join(readable(item.title).split())
    return Text(locale, title, html.escape("\n".join([*lines, last]), quote=False))


def receipt_named(parent: str) -> Receipt | None:
    """The receipt in a catalogue's id of a kiosk proposal (``k-k7qm3f9tx2``), or a receipt as it is."""
    try:
        return parse_receipt(parent.removeprefix("k-"))
    except FormatError:
        return None


def seen(text: str) -> str:
    """A body as somebody sees it, in one line: without tags, whatever the platform made of our line ends."""
    words = html.unescape(_TAG.sub(" ", text))
    return unicodedata.normalize("NFC", _SPACE.sub(" ", words)).strip()


def receipt_in(body: str) -> Receipt | None:
    """The receipt that a post of the platform ends with.

    Anybody can type one: it says which contribution a post claims to be, and proves nothing.
    """
    found = _AT_THE_END.search(seen(body))
    try:
        return parse_receipt(found[1]) if found else None
    except FormatError:
        return None


def looks_the_same(text: Text, title: str, body: str) -> bool:
    """Whether a post of the platform shows what was handed over, letter for letter but for spaces."""
    return seen(title) == seen(html.escape(text.title)) and seen(body) == seen(text.body)
