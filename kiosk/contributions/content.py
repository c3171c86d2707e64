"""What a contribution says, as it is sealed on the tablet and read at the hub.

No time finer than the day, no trace of the visit: two contributions of one person have nothing in
common but what that person wrote.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kiosk.catalogue.activities import Alignment
from kiosk.errors import FormatError
from kiosk.forms.rules import Answer
from kiosk.ids import DepositKind

REMARK_MAX = 300


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    language: Annotated[str, Field(max_length=20)]
    """The language of the screens while it was written."""
    on: date


class _Charted(_Content):
    charter: Annotated[int, Field(ge=0)] = 0
    """Version of the charter that was accepted; 0 where there is none."""


class ProposalContent(_Charted):
    """A proposal."""

    kind: Literal["proposal"] = "proposal"
    dictated: bool = False
    """Whether the staff wrote what the person said; so below."""
    title: str
    body: str
    theme: str = ""
    quartier: str = ""
    place: str = ""


class CommentContent(_Charted):
    """A comment on a proposal, or an answer in a debate."""

    kind: Literal["comment"] = "comment"
    dictated: bool = False
    proposal: str = ""
    """Empty in a debate."""
    alignment: Alignment = 0
    body: str


class SupportContent(_Charted):
    """A support for a proposal. Nobody is asked who they are: supports of a tablet are a number."""

    kind: Literal["support"] = "support"
    proposal: str


class SurveyContent(_Content):
    """The answers to a survey, by the keys of its steps."""

    kind: Literal["survey_response"] = "survey_response"
    answers: dict[str, Answer]
    channel: Annotated[Literal["", "paper"], Field(exclude_if=lambda channel: not channel)] = ""
    """How it came: empty at the glass, ``paper`` when staff keyed it in. Not written where it is empty."""


class ReportContent(_Content):
    """A problem in the street."""

    kind: Literal["report"] = "report"
    dictated: bool = False
    category: str
    quartier: str = ""
    street: str = ""
    description: str
    urgency: Literal["", "low", "high"] = ""
    contact: str = ""


class OptInContent(_Content):
    """An address, and what its owner agreed to."""

    kind: Literal["opt_in"] = "opt_in"
    address: str
    """E-mail or telephone."""
    consent: Annotated[int, Field(ge=1)]
    """Version of the consent text that was shown, in `language`."""


class FeedbackContent(_Content):
    """How it went at the kiosk, and who came, as far as they liked to say."""

    kind: Literal["feedback"] = "feedback"
    satisfaction: Literal["", "good", "fair", "bad"] = ""
    remark: Annotated[str, Field(max_length=REMARK_MAX)] = ""
    quartier: str = ""
    age_band: str = ""


class TallyOption(BaseModel):
    """One answer, and the hands that were raised for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Annotated[str, Field(max_length=64)] = ""
    """As the catalogue has it; empty for a typed one."""
    title: Annotated[str, Field(max_length=200)]
    hands: Annotated[int, Field(ge=0)]


class TallyContent(_Content):
    """Hands raised on a question. The staff counted them: nobody proved a right, nothing was secret."""

    kind: Literal["tally"] = "tally"
    format: Literal["kiosk-tally/1"] = "kiosk-tally/1"
    counted: Literal["hands_raised"] = "hands_raised"
    """Said in every export, so that no reader takes the numbers for votes."""
    question: Annotated[str, Field(max_length=300)]
    activity: Annotated[str, Field(max_length=64)] = ""
    """Whose question it is; empty for a typed one."""
    key: Annotated[str, Field(max_length=64)] = ""
    """Which question of a survey, or which quartier of a vote; empty where there is one only."""
    options: tuple[TallyOption, ...]
    people: int
    """How many were there."""
    one_hand_each: bool
    """Whether each person raised one hand at most, over all answers."""
    remarks: Annotated[str, Field(max_length=500)] = ""


AnyContent = (
    ProposalContent
    | CommentContent
    | SupportContent
    | SurveyContent
    | ReportContent
    | OptInContent
    | FeedbackContent
    | TallyContent
)
_READER: TypeAdapter[AnyContent] = TypeAdapter(Annotated[AnyContent, Field(discriminator="kind")])


def encode(content: AnyContent) -> bytes:
    """JSON, UTF-8."""
    return content.model_dump_json().encode()


def decode(encoded: bytes) -> AnyContent:
    """Read back what `encode` gave. Raises `FormatError` when it is no contribution."""
    try:
        return _READER.validate_json(encoded)
    except (ValidationError, RecursionError):
        raise FormatError("This contribution does not parse.") from None


def kind_of(content: AnyContent) -> DepositKind:
    """The kind of deposit it becomes."""
    return DepositKind(content.kind)
