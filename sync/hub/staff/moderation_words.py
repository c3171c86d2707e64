"""What moderation says in words: kinds, states, reasons, fields, and why an act was refused."""

from __future__ import annotations

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.errors import ModerationError
from kiosk.i18n import LANGUAGE_NAMES, N_, Translator
from sync.hub.contribution_table import survey_steps
from sync.hub.moderation.decision import Act, Decision, HideReason, Status
from sync.hub.moderation.desk import SENTENCE_MAX
from sync.hub.moderation.flags import FlagKind
from sync.hub.moderation.item import Item
from sync.hub.readable import readable

KINDS = {
    "proposal": N_("Proposal"),
    "comment": N_("Comment"),
    "survey_response": N_("Answers to a survey"),
    "report": N_("Report"),
    "feedback": N_("Remark about the kiosk"),
}
STATUSES = {
    Status.WAITING: N_("To be decided"),
    Status.PUBLISHED: N_("Published"),
    Status.HIDDEN: N_("Hidden"),
    Status.MERGED: N_("Merged"),
}
MARKS = {Status.WAITING: "○", Status.PUBLISHED: "✔", Status.HIDDEN: "▲", Status.MERGED: "→"}
"""A state is never a colour alone."""
REASONS = {
    HideReason.INSULT: N_("Insults or hatred"),
    HideReason.UNLAWFUL: N_("Against the law"),
    HideReason.PERSONAL: N_("Personal data, in a text that says nothing without them"),
    HideReason.OFF_TOPIC: N_("Outside the subject of the consultation"),
    HideReason.ADVERTISING: N_("Advertising"),
    HideReason.CAMPAIGN: N_("For or against a candidate of an election"),
    HideReason.UNREADABLE: N_("A trial, or a text without a meaning"),
}
FLAGS = {
    FlagKind.WORD: N_("word to look at"),
    FlagKind.EMAIL: N_("e-mail address"),
    FlagKind.PHONE: N_("telephone number"),
    FlagKind.IBAN: N_("bank account"),
}
FIELDS = {
    "title": N_("Title"),
    "body": N_("Text"),
    "place": N_("Place"),
    "street": N_("Street"),
    "description": N_("Description"),
    "remark": N_("Remark"),
}
ALIGNMENTS = {1: N_("For"), 0: N_("Neither for nor against"), -1: N_("Against")}
ACTS = {
    Act.PUBLISH: N_("made public"),
    Act.HIDE: N_("hidden"),
    Act.EDIT: N_("edited: personal data taken out"),
    Act.MERGE: N_("merged into another one"),
    Act.ABSORB: N_("another one merged into this one"),
    Act.RELEASE: N_("separated from another one"),
    Act.UNDO: N_("last decision undone"),
}
UNDONE = {
    Act.PUBLISH: N_("The publication is undone."),
    Act.HIDE: N_("The contribution is not hidden any more."),
    Act.EDIT: N_("The text is again as it was before the edit."),
    Act.MERGE: N_("The two contributions are separate again."),
}


def said(tr: Translator, error: ModerationError) -> str:
    """Why an act was refused, in one sentence."""
    if error.reason == "decided_meanwhile":
        account, act = error.values.get("account", ""), error.values.get("act", "")
        if account and act in set(Act):
            return tr(
                "{account} decided meanwhile: {act}. Nothing was changed: look at it again.",
                account=account,
                act=tr(ACTS[Act(act)]),
            )
        return tr("Somebody decided meanwhile. Nothing was changed: look at it again.")
    sentences = {
        "already": tr("This is so already. Nothing was changed."),
        "is_merged": tr("This contribution is merged into another one. Undo that first."),
        "is_hidden": tr("One of the two is hidden. Undo that first."),
        "holds_others": tr("Others are merged into this contribution. Undo that first, on each of them."),
        "reason_needed": tr("Choose a reason in the list."),
        "sentence_needed": tr("Say why in one sentence of {most} letters at most.", most=SENTENCE_MAX),
        "nothing_taken_out": tr("Nothing was taken out of the text."),
        "nothing_left": tr("Nothing would be left of the text. Hide the contribution instead."),
        "not_the_same_kind": tr("Only two contributions of one kind and of one activity can be merged."),
        "nothing_to_undo": tr("There is nothing to undo."),
    }
    if error.reason == "word_added":
        return tr(
            "“{word}” is not in the original text at this place. Words are taken out, never put in.",
            word=error.values["word"],
        )
    return sentences.get(error.reason, str(error))


def field_title(tr: Translator, item: Item, name: str, index: CatalogueIndex | None) -> str:
    """What a part of a text is: a field of ours, or the question that was asked."""
    if name in FIELDS:
        return tr(FIELDS[name])
    step = next((step for step in survey_steps(index, item.activity) if step.key == name), None)
    return step.question.title.within(tr.language) if step is not None else name


def facts(tr: Translator, item: Item, index: CatalogueIndex | None) -> list[tuple[str, str]]:
    """What stands beside the text."""
    pairs = [
        (tr("Receipt"), item.receipt),
        (tr("Day"), tr.day(item.on)),
        (tr("Language of the screens"), LANGUAGE_NAMES.get(item.language, item.language)),
    ]
    if item.kind.value == "comment":
        pairs.append((tr("Opinion"), tr(ALIGNMENTS[item.alignment])))
    if item.proposal:
        pairs.append((tr("About the proposal"), proposal_title(item, index, tr.language)))
    if item.theme:
        pairs.append((tr("Theme"), index.theme_title(item.theme, tr.language) if index else item.theme))
    if item.category:
        pairs.append((tr("Category"), category_title(item, index, tr.language)))
    if item.quartier:
        pairs.append((tr("Quartier"), index.quartier_name(item.quartier) if index else item.quartier))
    if item.dictated:
        pairs.append((tr("Written by"), tr("the staff, as the person told it")))
    return pairs


def proposal_title(item: Item, index: CatalogueIndex | None, language: str) -> str:
    """The title of the proposal that a comment is about."""
    located = index.activities.get(item.activity) if index else None
    proposals = getattr(located.activity, "proposals", ()) if located else ()
    return next((p.title.within(language) for p in proposals if p.id == item.proposal), item.proposal)


def category_title(item: Item, index: CatalogueIndex | None, language: str) -> str:
    """The words of a report's category."""
    located = index.activities.get(item.activity) if index else None
    options = getattr(located.activity, "categories", ()) if located else ()
    return next((o.title.within(language) for o in options if o.id == item.category), item.category)


def decision_words(tr: Translator, act: Decision) -> str:
    """The detail of a decision, where there is any."""
    if act.act is Act.HIDE and act.reason is not None:
        return tr("{reason}: {sentence}", reason=tr(REASONS[act.reason]), sentence=act.sentence)
    return ""


def chosen(tr: Translator, item: Item, index: CatalogueIndex | None) -> list[tuple[str, str]]:
    """What was touched in a survey: question and answers, in words."""
    pairs = []
    for step in survey_steps(index, item.activity):
        answer = item.chosen.get(step.key)
        if not answer:
            continue
        options = {
            option.id: option.title.within(tr.language) for option in getattr(step.question, "options", ())
        }
        title = step.question.title.within(tr.language)
        if step.row is not None:
            title = f"{title} {step.row.title.within(tr.language)}"
        pairs.append((title, ", ".join(options.get(value, readable(value)) for value in answer)))
    return pairs
