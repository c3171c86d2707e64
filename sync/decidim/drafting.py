"""From what was read to drafts on disk: a catalogue's content, and beside it questions, notes and origins."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from kiosk.errors import CatalogueError
from kiosk.i18n import Translator
from sync.decidim.mapping.around import Around, Piece, first_words
from sync.decidim.mapping.consultation import consultation_id, draft
from sync.decidim.platform import PulledDraft
from sync.decidim.profiles import Profile
from sync.decidim.questions import Answers, Question
from sync.decidim.reading import Reading, Space
from sync.decidim.whole_file import write_whole

DRAFTS, SIDECAR = "drafts", ".origin.json"
"""Folder in the hub's, and what the name of a sidecar ends with."""


@dataclass(frozen=True)
class Setting:
    """What the city has told the hub, and what the hub lends."""

    address: str
    languages: tuple[str, ...]
    zone: tzinfo
    answers: Answers
    quartiers: Mapping[str, Piece]
    """Of the newest catalogue, by id."""
    check: Callable[[bytes], object]
    """Raises `CatalogueError` when a draft could not be published."""
    tr: Translator
    """The language of the staff."""


def write_drafts(
    folder: Path,
    reading: Reading,
    profile: Profile,
    setting: Setting,
    picture: Callable[[str], bytes | str],
    now: datetime,
) -> tuple[tuple[PulledDraft, ...], tuple[str, ...]]:
    """Write the draft of each process into `folder`; gives them, and what had no place in them, in English.

    Raises:
        OSError: the folder cannot be written.
        PlatformError: a picture could not be fetched just now.
    """
    written: list[PulledDraft] = []
    unmapped: list[str] = []
    taken: set[str] = set()
    for space in reading.spaces:
        around = Around(
            setting.address, setting.languages, setting.answers, now, setting.zone, setting.quartiers, picture
        )
        content = draft(around, reading, space)
        slug = consultation_id(space)
        if slug.casefold() in taken:  # two slugs that are equal as far as ids may be long
            slug = f"{slug[:50]}-{space.process.id}"
            content["consultations"][0]["id"] = slug
        taken.add(slug.casefold())
        done = _write(folder, slug, space, content, around, setting, profile)
        written.append(done)
        unmapped += [f"{slug}: {note.sentence()}" for note in around.notes.values()]
    return tuple(written), tuple(unmapped)


def _write(
    folder: Path,
    slug: str,
    space: Space,
    content: Piece,
    around: Around,
    setting: Setting,
    profile: Profile,
) -> PulledDraft:
    raw = json.dumps(content, ensure_ascii=False).encode() + b"\n"
    finding = ""
    try:
        setting.check(raw)
    except CatalogueError as error:
        finding = str(error)
    open_ = [question for question in around.questions.values() if question.open]
    sidecar = {
        "platform": setting.address,
        "version": profile.version,
        "pulled": around.now.isoformat(),
        "process": {"id": space.process.id, "slug": space.process.slug},
        "activities": around.origins,
        "questions": [_question(question, setting.tr) for question in around.questions.values()],
        "notes": [note.sentence(setting.tr) for note in around.notes.values()],
        "finding": finding,
    }
    write_whole(
        folder / f"{slug}{SIDECAR}", json.dumps(sidecar, ensure_ascii=False, indent=1).encode() + b"\n"
    )
    write_whole(folder / f"{slug}.json", raw)
    title = first_words(content["consultations"][0]["title"], slug)
    return PulledDraft(slug, title, folder / f"{slug}.json", len(open_), (finding,) if finding else ())


def _question(question: Question, tr: Translator) -> Piece:
    """As the pages of the staff show it: ``question`` in their language, the rest as values."""
    return {
        "key": question.key,
        "question": question.saying.sentence(tr),
        "message": question.saying.message,
        "values": dict(question.saying.values),
        "kind": question.kind.value,
        "suggestion": question.suggestion,
        "choices": {value: tr(words) for value, words in question.choices.items()},
        "least": question.least,
        "most": question.most,
        "answer": question.answer,
    }
