"""What the closing sheet says of paper: papers, deposits and void ones, by activity."""

from __future__ import annotations

from collections import defaultdict

from kiosk.i18n import Translator
from kiosk.paper.sheet import Part, Table, Words
from kiosk.staff.batches import Batch
from kiosk.staff.desk import StaffDesk
from kiosk.staff.papers import Papers
from kiosk.staff.period import Period
from kiosk.staff.sheet_parts import activity_title
from kiosk.vault.papers import ABANDONED, ACCEPTED, OPEN, minute


def papers_part(desk: StaffDesk, tr: Translator, period: Period | None) -> list[Part]:
    """The batches of a period: nothing where no paper was keyed."""
    opened = minute(period.opened_at) if period is not None else None
    batches = [
        batch
        for batch in Papers(desk).all()
        if batch.ended_at is None or opened is None or minute(batch.ended_at) >= opened
    ]
    accepted = [batch for batch in batches if batch.state == ACCEPTED]
    parts: list[Part] = [_table(desk, tr, accepted)] if accepted else []
    abandoned = sum(batch.state == ABANDONED for batch in batches)
    if abandoned:
        parts.append(
            Words(
                tr.plural(
                    "{n} batch of paper was abandoned: nothing of it is counted here.",
                    "{n} batches of paper were abandoned: nothing of them is counted here.",
                    abandoned,
                )
            )
        )
    waiting = sum(batch.state == OPEN for batch in batches)
    if waiting:
        parts.append(
            Words(
                tr.plural(
                    "{n} batch of paper is not accepted yet: nothing of it is counted here.",
                    "{n} batches of paper are not accepted yet: nothing of them is counted here.",
                    waiting,
                )
            )
        )
    return parts


def _table(desk: StaffDesk, tr: Translator, accepted: list[Batch]) -> Table:
    figures: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for batch in accepted:
        for place, number in enumerate((batch.counted, batch.sealed, batch.void)):
            figures[_title(desk, tr, batch)][place] += number
    rows = [(title, *map(tr.number, numbers)) for title, numbers in figures.items()]
    rows.append((tr("Together"), *(tr.number(sum(column)) for column in zip(*figures.values(), strict=True))))
    columns = (tr("Activity"), tr("Papers"), tr("Deposits"), tr("Void"))
    return Table(tr("Paper that was keyed in"), columns, tuple(rows), total=True)


def _title(desk: StaffDesk, tr: Translator, batch: Batch) -> str:
    index = desk.tablet.index
    located = index.activities.get(batch.activity) if index is not None else None
    consultation = located.consultation.id if located is not None else ""
    title = activity_title(desk.tablet, consultation, batch.activity, tr)
    name = index.quartier_name(batch.contest) if index is not None and batch.contest else batch.contest
    return " · ".join(filter(None, (title, name)))
