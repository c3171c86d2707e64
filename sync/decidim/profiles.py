"""What each version of Decidim can read and write, and which one answers.

Sources: the schemas of Toulouse's 0.27, of 0.31.2 and of 0.32.1; release notes of 0.30 to 0.32.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from sync.decidim.client import DecidimClient
from sync.decidim.document import EVERY_VERSION, Document, Version
from sync.decidim.errors import DocumentRefused, PartialAnswer, Refused, UnexpectedAnswer, Unsupported
from sync.decidim.queries import (
    budgets,
    classes,
    debates,
    pages,
    proposals,
    results,
    spaces,
    surveys,
    version,
)

ProfileName = Literal["auto", "0.27", "0.31", "0.32"]
"""The setting ``decidim.profile``."""


@dataclass(frozen=True)
class Profile:
    """One version, as far as it differs from the others for us."""

    version: Version
    classes: Literal["categories", "taxonomies"]
    """What things are sorted by: categories and scopes, or taxonomies."""
    comments: bool
    """Whether the hub can add comments with API credentials (0.31). Before, only a person's session can."""
    creates_proposals: bool
    """Whether the hub can create proposals (0.32)."""

    def document(self, name: str) -> Document[Any]:
        """The reading `name`, such as ``proposals``, in the form this version understands."""
        return _READINGS[name, self.version]


PROFILES: dict[Version, Profile] = {
    "0.27": Profile("0.27", "categories", comments=False, creates_proposals=False),
    "0.31": Profile("0.31", "taxonomies", comments=True, creates_proposals=False),
    "0.32": Profile("0.32", "taxonomies", comments=True, creates_proposals=True),
}


def _readings() -> dict[tuple[str, Version], Document[Any]]:
    named: dict[str, tuple[Document[Any], ...]] = {
        "processes": spaces.DOCUMENTS,
        "proposals": proposals.DOCUMENTS,
        "budgets": budgets.DOCUMENTS,
        "surveys": surveys.DOCUMENTS,
        "debates": debates.DOCUMENTS,
        "results": results.DOCUMENTS,
        "pages": pages.DOCUMENTS,
        "classes": classes.CLASSES,
        "organization": classes.ORGANIZATIONS,
    }
    return {
        (name, fits): document
        for name, documents in named.items()
        for document in documents
        for fits in document.versions
    }


_READINGS = _readings()


@dataclass(frozen=True)
class Detected:
    """Which profile is used, and how that was found out."""

    profile: Profile
    told: str
    """The version as the platform told it; empty where it does not tell."""
    how: Literal["set", "decidim", "deployment", "probed"]
    warning: str = ""
    """One sentence when the version is not one of those we know."""


def detect(client: DecidimClient, override: ProfileName = "auto") -> Detected:
    """The profile to use: the one that is set, else what the platform tells, else what it understands.

    Raises:
        Unsupported: it is older than the oldest version we know.
        PlatformError: it does not answer.
    """
    if override != "auto":
        return Detected(PROFILES[override], "", "set")
    told = _told(client, version.VERSION, "decidim")
    if told:
        return _nearest(told, "decidim")
    told = _told(client, version.DEPLOYMENT, "deployment")
    if told:
        return _nearest(told, "deployment")
    for probe, fits in ((version.PROBE_0_32, "0.32"), (version.PROBE_0_31, "0.31")):
        if _understands(client, probe):
            return Detected(PROFILES[fits], "", "probed", _GUESSED.format(fits))  # type: ignore[index]
    return Detected(PROFILES["0.27"], "", "probed", _GUESSED.format("0.27"))


_GUESSED = "The platform does not tell its version; it answers like {}. Set decidim.profile if that is wrong."


def _told(client: DecidimClient, document: Document[Any], field: str) -> str:
    try:
        answer = client.ask(document)
    except (DocumentRefused, PartialAnswer, Refused, UnexpectedAnswer):
        # 0.27 calls the version non-null and leaves it null all the same; others lack the field.
        return ""
    part = getattr(answer, field)
    return (part.version or "").strip() if part is not None else ""


def _understands(client: DecidimClient, probe: Document[Any]) -> bool:
    try:
        client.ask(probe)
    except DocumentRefused:
        return False
    return True


def _nearest(told: str, how: Literal["decidim", "deployment"]) -> Detected:
    number = re.match(r"v?(\d{1,3})\.(\d{1,3})", told)
    if number is None:
        raise Unsupported(f"The platform calls its version {told[:40]!r}. Set decidim.profile.")
    asked = (int(number[1]), int(number[2]))
    below = [name for name in EVERY_VERSION if _number(name) <= asked]
    if not below:
        raise Unsupported(
            f"The platform is Decidim {told[:40]}; {EVERY_VERSION[0]} is the oldest the hub knows. "
            "Set decidim.profile to try all the same."
        )
    known = below[-1]
    warning = (
        ""
        if _number(known) == asked
        else (f"The platform is Decidim {told[:40]}, which the hub does not know; it is asked like {known}.")
    )
    return Detected(PROFILES[known], told[:40], how, warning)


def _number(name: str) -> tuple[int, int]:
    major, _, minor = name.partition(".")
    return int(major), int(minor)
