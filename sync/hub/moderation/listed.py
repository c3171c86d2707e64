"""Who looks, what they ask for, and what they are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync.hub.moderation.decision import State
from sync.hub.moderation.flags import Flag
from sync.hub.moderation.item import Item


@dataclass(frozen=True)
class Viewer:
    """Who looks, and at which consultations."""

    account: str
    consultations: frozenset[str] = frozenset()
    """Ids; empty: all of them, and what people say of the kiosk."""

    def sees(self, consultation: str) -> bool:
        """Whether that consultation is this account's."""
        return not self.consultations or consultation in self.consultations


@dataclass(frozen=True)
class Listed:
    """A contribution with what was decided of it and what to look at."""

    item: Item
    state: State
    flags: Mapping[str, tuple[Flag, ...]]
    """By part of its text as it stands now; only parts where something was found."""

    @property
    def parts(self) -> Mapping[str, str]:
        """The text as it stands now."""
        return self.item.parts if self.state.parts is None else self.state.parts

    @property
    def flagged(self) -> bool:
        """Whether a moderator should look twice."""
        return bool(self.flags)


@dataclass(frozen=True)
class Wanted:
    """What of everything is asked for; empty means all."""

    consultation: str = ""
    activity: str = ""
    kind: str = ""
    status: str = ""
    flagged: bool | None = None
    words: str = ""
    """Part of a receipt or of a text."""


def is_wanted(one: Listed, wanted: Wanted) -> bool:
    """Whether `one` is among what is asked for."""
    if wanted.kind not in ("", one.item.kind.value) or wanted.status not in ("", one.state.status.value):
        return False
    if wanted.flagged is not None and one.flagged is not wanted.flagged:
        return False
    words = wanted.words.casefold().strip()
    texts = (one.item.receipt, *one.parts.values())
    return not words or any(words in text.casefold() for text in texts)
