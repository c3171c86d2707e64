"""What every part of a catalogue is made of: ids, texts in several languages, places, pictures."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""Ids of consultations, phases, activities: safe in file names, addresses and contexts."""
ProjectSlug = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\s,;]+$")]
"""Project ids come from other systems: anything without space, comma or semicolon."""
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
PICTURE_BYTES_MAX = 200_000
Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Ring = tuple[tuple[Degrees, Degrees], ...]
"""An outline: (longitude, latitude) of each corner, in degrees (WGS 84)."""


class Part(BaseModel):
    """Parts of a catalogue do not change and say nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(RootModel[dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(_[a-z]+)?$")], str]]):
    """One text in several languages."""

    model_config = ConfigDict(frozen=True)

    def within(self, language: str) -> str:
        """The text in `language`, in the language it is a form of (``fr`` of ``fr_simple``), or the first."""
        base = language.partition("_")[0]
        return self.root.get(language) or self.root.get(base) or next(iter(self.root.values()), "")

    def has(self, language: str) -> bool:
        """Whether the text can be read by who reads `language`, so that a screen can say that it cannot."""
        return bool(self.root.get(language) or self.root.get(language.partition("_")[0]))

    @property
    def empty(self) -> bool:
        """Whether no language has anything."""
        return not any(value.strip() for value in self.root.values())


NO_TEXT = Text({})


class Quartier(Part):
    """A part of the city."""

    id: Slug
    name: str
    shape: tuple[Ring, ...] = ()
    """Outlines on the map; none: it is only in the list."""


class Theme(Part):
    """What a consultation or a proposal is about."""

    id: Slug
    title: Text


def _picture(encoded: str) -> str:
    try:
        content = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError("a picture is base64") from None
    if not content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")) or len(content) > PICTURE_BYTES_MAX:
        raise ValueError(f"a picture is PNG or JPEG of at most {PICTURE_BYTES_MAX} bytes")
    return encoded


class Picture(Part):
    """A picture, with the words for those who do not see it."""

    content: Annotated[str, AfterValidator(_picture)]
    """PNG or JPEG, base64."""
    words: Text


class Document(Part):
    """Something to read on the tablet, and to carry home by its address."""

    id: Slug
    title: Text
    text: Text = NO_TEXT
    address: Annotated[str, StringConstraints(max_length=110, pattern=r"^(https://[!-~]+)?$")] = ""
    """Where it stands on the web; shown as a QR, never opened here."""


class Decision(Part):
    """What was decided, and when."""

    id: Slug
    on: date
    title: Text
    text: Text = NO_TEXT
