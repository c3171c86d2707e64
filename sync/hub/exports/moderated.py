"""Contributions as moderation leaves them: what is hidden is in no export, what was taken out stays out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    FeedbackContent,
    ProposalContent,
    ReportContent,
    SurveyContent,
)
from kiosk.ids import DepositId
from sync.hub.contributions import Read, Refused
from sync.hub.moderation.decision import State, Status

HIDDEN = "hidden"
"""The reason that figures give for what moderators hid."""
_FIELDS: dict[type[AnyContent], tuple[str, ...]] = {
    ProposalContent: ("title", "body", "place"),
    CommentContent: ("body",),
    ReportContent: ("street", "description"),
    FeedbackContent: ("remark",),
}
"""What moderators can edit of each kind: all of its words."""


def moderated(
    found: Iterator[Read | Refused],
    states: Mapping[DepositId, State],
    written: Callable[[int], Collection[str]] = lambda _catalogue: (),
) -> Iterator[Read | Refused]:
    """`found` without what is hidden, and with edited words in the place of the written ones.

    What waits is exported as it came: the project team works before everything is published. What was
    merged into another stays a row of its own: somebody wrote it. A hidden response to a survey loses its
    words and keeps what was chosen: hiding an insult takes nobody's answer out of the figures.

    Args:
        states: of whatever was ever decided upon.
        written: keys of a survey's steps that are answered in words, by the version of the catalogue.
    """
    for one in found:
        state = states.get(one.id)
        if state is None or isinstance(one, Refused):
            yield one
        elif state.status is Status.HIDDEN and isinstance(one.content, SurveyContent):
            yield Read(one.id, one.activity, one.catalogue, _wordless(one.content, written(one.catalogue)))
        elif state.status is Status.HIDDEN:
            yield Refused(one.id, one.activity, one.content.kind, HIDDEN, one.content.on)
        elif state.parts is None:
            yield one
        else:
            yield Read(one.id, one.activity, one.catalogue, _edited(one.content, state.parts))


def _wordless(content: SurveyContent, written: Collection[str]) -> SurveyContent:
    kept = {key: answer for key, answer in content.answers.items() if key not in written}
    return content.model_copy(update={"answers": kept})


def _edited(content: AnyContent, parts: Mapping[str, str]) -> AnyContent:
    """`content` with the words of `parts` alone; a field that is not in them is empty."""
    if isinstance(content, SurveyContent):
        answers = {key: (parts[key],) if key in parts else answer for key, answer in content.answers.items()}
        return content.model_copy(update={"answers": answers})
    fields = _FIELDS.get(type(content), ())
    return content.model_copy(update={field: parts.get(field, "") for field in fields})
