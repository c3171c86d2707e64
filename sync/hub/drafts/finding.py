"""What stands in the way of a publication: a sentence for the staff and the field it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.i18n import Translator


class Step(StrEnum):
    """The pages of a draft, in the order in which it is set up."""

    TEXTS = "texts"
    ACTIVITIES = "activities"
    PHASES = "phases"
    DOCUMENTS = "documents"
    CODES = "codes"
    CITY = "city"
    PUBLISH = "publish"


@dataclass(frozen=True)
class Place:
    """Where something is: a page, and on it a field."""

    step: Step
    activity: str = ""
    collection: str = ""
    item: str = ""
    field: str = ""
    """The name of the field on that page; empty: the page as a whole."""


@dataclass(frozen=True)
class Finding:
    """One thing that is missing or wrong."""

    place: Place
    message: str
    """An English sentence to be translated, with ``{names}`` for `values`."""
    values: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    """Names of values that are themselves sentences to be translated."""
    blocks: bool = True
    """Whether nothing can be published before it is settled."""

    def sentence(self, tr: Translator) -> str:
        """For whoever has to settle it."""
        values = {name: tr(text) if name in self.labels else text for name, text in self.values.items()}
        return tr(self.message, **values) if values else tr(self.message)
