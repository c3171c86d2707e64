"""What a pull found that the one before had not, or had otherwise: Decidim cannot be asked for that."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from sync.decidim.document import Named
from sync.decidim.reading import READ_KINDS, Reading


@dataclass(frozen=True)
class Differences:
    """Numbers by kind, such as ``proposals``."""

    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)


def counted(reading: Reading) -> dict[str, int]:
    """How many things of each kind were read."""
    return dict(Counter(kind for kind, _, _ in _things(reading)))


def differences(before: Reading | None, now: Reading) -> Differences:
    """What changed; everything is new where nothing was pulled before. What is over by now is not gone.

    A thing has changed when its ``updatedAt`` or anything else we read of it is not as it was: comments
    and supports leave ``updatedAt`` alone.
    """
    over = {process.id for process in now.left_out}
    old = {(kind, id_): mark for kind, id_, mark in _things(before, over)} if before is not None else {}
    new = {(kind, id_): mark for kind, id_, mark in _things(now)}
    return Differences(
        new=dict(Counter(kind for kind, id_ in new if (kind, id_) not in old)),
        changed=dict(Counter(key[0] for key, mark in new.items() if old.get(key, mark) != mark)),
        gone=dict(Counter(kind for kind, id_ in old if (kind, id_) not in new)),
    )


def _things(reading: Reading, but: Set[str] = frozenset()) -> Iterator[tuple[str, str, bytes]]:
    for space in reading.spaces:
        if space.process.id in but:
            continue
        yield "processes", space.process.id, _mark(space.process)
        kinds = {component.id: READ_KINDS.get(component.kind, "") for component in space.process.components}
        for component, things in space.contents.items():
            for thing in things:
                yield kinds[component], thing.id, _mark(thing)


def _mark(thing: Named) -> bytes:
    return hashlib.sha256(thing.model_dump_json().encode()).digest()
