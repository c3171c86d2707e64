"""Which column says what: headings in French or English, in whatever spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

NAMES = {
    "id": (
        "id",
        "identifiant",
        "numero",
        "no",
        "n",
        "num",
        "number",
        "ref",
        "reference",
        "project id",
        "code",
    ),
    "title": (
        "nom",
        "titre",
        "name",
        "title",
        "projet",
        "project",
        "intitule",
        "nom du projet",
        "project name",
    ),
    "description": ("description", "texte", "text", "resume", "summary", "presentation", "descriptif"),
    "cost": (
        *("cout", "montant", "cost", "budget", "prix", "price", "amount", "estimation", "cout estime"),
        *("cout total", "cout ttc", "montant ttc", "cout estimatif", "estimated cost"),
    ),
    "quartier": ("quartier", "district", "neighborhood", "neighbourhood", "secteur", "area", "zone", "lieu"),
    "category": ("categorie", "category", "theme", "thematique"),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "lon", "lng", "long", "x"),
    "picture": (
        "image",
        "photo",
        "picture",
        "visuel",
        "illustration",
        "nom de l image",
        "picture name",
        "fichier image",
    ),
}
"""What each field is called."""
LANGUAGES = {
    "fr": ("fr", "francais", "french"),
    "en": ("en", "anglais", "english"),
    "es": ("es", "espagnol", "espanol", "spanish"),
    "oc": ("oc", "occitan"),
    "fr_simple": ("fr simple", "francais simplifie", "falc", "simplifie", "facile a lire"),
}
IN_LANGUAGES = ("title", "description")
_UNITS = re.compile(r"[km]?\s?€|\b([km]?eur|euros?|ttc|ht)\b")


@dataclass(frozen=True)
class Column:
    """What one column is taken for."""

    place: int
    """Counted from 0."""
    heading: str
    """As written."""
    field: str
    """One of `NAMES`; empty: nobody knows, so that it is left out."""
    language: str = ""
    unit: str = ""
    """What the heading says its figures are in: ``k€`` or ``M€``; empty: euros."""


def columns_of(headings: Sequence[str]) -> list[Column]:
    """What each column is taken for; of two for the same, the first."""
    seen: set[tuple[str, str]] = set()
    found = []
    for place, heading in enumerate(headings):
        field, language = _meaning(heading)
        if field and (field, language) in seen:
            field, language = "", ""
        seen.add((field, language))
        unit = re.search(r"(k|m)\s?(€|eur)", heading.casefold()) if field == "cost" else None
        found.append(
            Column(
                place,
                heading.strip(),
                field,
                language,
                {"k": "k€", "m": "M€"}[unit[1]] if unit else "",
            )
        )
    return found


def letter(place: int) -> str:
    """What a spreadsheet calls a column: 0 is A, 26 is AA."""
    name, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def flat(text: str) -> str:
    """Words without accents, case and signs, one space between them."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("n°", "no"))
    return " ".join(
        "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c)).split()
    )


_KNOWN = {name: field for field, names in NAMES.items() for name in names}
_SPOKEN = {name: language for language, names in LANGUAGES.items() for name in names}


def _meaning(heading: str) -> tuple[str, str]:
    name = flat(_UNITS.sub(" ", heading.casefold()))
    if name in _KNOWN:
        field = _KNOWN[name]
        return field, "fr" if field in IN_LANGUAGES else ""
    words = name.split()
    for cut in range(1, len(words)):
        field = _KNOWN.get(" ".join(words[:cut]), "")
        rest = " ".join(words[cut:])
        language = _SPOKEN.get(rest) or _SPOKEN.get(rest.removeprefix("en "), "")
        if field in IN_LANGUAGES and language:
            return field, language
    return "", ""
