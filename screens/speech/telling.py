"""The words for a screen that has come, and for what has changed on one that was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from screens.speech.marks import letter
from screens.speech.reading import Part, Pointed, Scene, Typed, count_words

if TYPE_CHECKING:
    from kiosk.i18n import Translator

Said = tuple[str, str]
"""Words, and their language where it is not the screen's."""
_FIGURES = re.compile(r"\d+")


def whole(scene: Scene, tr: Translator, known: tuple[str, ...], *, explains: bool) -> Iterator[Said]:
    """Where we are, what is asked, what there is, what goes on, and how.

    `known`: what stood around the screen before, not to be said again; `explains`: the keys of the voice too.
    """
    yield scene.notice, ""
    asked = {words for words, _ in scene.question}
    for place in scene.around:
        if place not in known and place not in asked:
            yield place, ""
    yield scene.step, ""
    yield from scene.question
    for part in scene.body:
        yield from _part_words(part)
    if scene.main:
        yield tr("To go on: {action}", action=scene.main), ""
    for way in scene.ways:
        yield way, ""
    if explains:
        yield tr("F2 says it again. F4 stops the voice."), ""
        yield tr("F6 and F7 make it softer or louder, F8 and F9 slower or faster."), ""
    if scene.pointed is not None and (scene.typed is None or scene.pointed.key != scene.typed.key):
        yield from _pointed_words(scene.pointed, None)


def _part_words(part: Part) -> Iterator[Said]:
    if part.state and part.language:
        yield part.name, part.language
        yield part.state, ""
    else:
        yield ", ".join(words for words in (part.name, part.state) if words), part.language


def _pointed_words(pointed: Pointed, before: Pointed | None) -> Iterator[Said]:
    around = pointed.around
    if around is not None and (before is None or before.around is None or before.around.key != around.key):
        yield from _part_words(around)
    more = ", ".join(words for words in (pointed.kind, pointed.state) if words)
    if pointed.language:
        yield pointed.name, pointed.language
        yield more, ""
    else:
        yield ", ".join(words for words in (pointed.name, more) if words), ""


def changes(before: Scene, now: Scene, tr: Translator) -> Iterator[Said]:
    """What is another than it was: a refusal, what was typed, a state, a page, what the keys point at."""
    if now.notice and now.notice != before.notice:
        yield now.notice, ""
    if _has_typed(before.typed, now.typed):
        # While someone types, what is typed is heard and nothing of what helps the eye.
        yield from _typed_changes(before.typed, now.typed, tr)
    else:
        yield from _body_changes(before, now)
    yield from _focus_changes(before.pointed, now.pointed)


def _has_typed(before: Typed | None, now: Typed | None) -> bool:
    return before is not None and now is not None and before != now


def _typed_changes(before: Typed | None, now: Typed | None, tr: Translator) -> Iterator[Said]:
    if before is None or now is None or before.key != now.key:
        return
    old, new = before.value, now.value
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    taken, added = old[first : len(old) - last], new[first : len(new) - last]
    if not now.aloud:
        yield tr("character typed") if added else tr("Deleted"), ""
        if now.places or not added:
            yield count_words(now, tr), ""
    elif added.isspace() and new[:first].split():
        yield new[:first].split()[-1], ""  # a word is said whole once it is finished
    elif added:
        yield letter(added, tr, cased=now.cased), ""
    elif taken:
        yield tr("Deleted: {what}", what=letter(taken, tr, cased=now.cased)), ""
    else:
        yield letter(new[now.at : now.at + 1], tr, cased=now.cased) or tr("end of the text"), ""


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _body_changes(before: Scene, now: Scene) -> Iterator[Said]:
    known = {(part.key, part.name): part for part in before.body}
    pointed = now.pointed
    here = None if pointed is None else pointed.around.key if pointed.around is not None else pointed.key
    turned = False
    for part in now.body:
        old = known.get((part.key, part.name))
        match part.kind:
            case "row" if old is None:
                turned = True
                yield from _part_words(part)
            case "row" if part.key == here and old is not None and old.state != part.state:
                yield part.state, ""
            case "left" | "page" if old is None:
                turned = turned or part.kind == "page"
                yield from _part_words(part)
            case "text" if old is None and not _only_counts(part, before):
                yield from _part_words(part)
            case "more" if turned:
                yield from _part_words(part)


def _only_counts(part: Part, before: Scene) -> bool:
    """Whether only figures have changed: a countdown is not read out every second."""
    return any(
        old.key == part.key and _FIGURES.sub("", old.name) == _FIGURES.sub("", part.name)
        for old in before.body
    )


def _focus_changes(before: Pointed | None, now: Pointed | None) -> Iterator[Said]:
    if now is None:
        return
    if before is None or before.key != now.key:
        yield from _pointed_words(now, before)
    elif not now.counting and before.name != now.name:
        yield now.name, now.language
    elif now.around is None and before.state != now.state and now.kind:
        yield now.state, ""
