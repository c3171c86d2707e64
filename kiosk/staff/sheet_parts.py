"""What the sheets of a tablet have in common: facts, figures, the equation, the keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.contributions.tally import TALLIES
from kiosk.i18n import Translator
from kiosk.ids import ConsultationId, DepositKind, Mode
from kiosk.paper.moments import day, moment
from kiosk.paper.sheet import Facts, Part, Sheet, Table, Words
from kiosk.signed import fingerprint
from kiosk.staff.desk import StaffDesk, accounts_of
from kiosk.staff.opening import MEBIBYTE, MachineFacts
from kiosk.staff.period import Period
from kiosk.staff.shifts import Shifts
from kiosk.staff.turned_away import TITLE, WORDS, TurnedAway
from kiosk.staff.words import KINDS, MODES, ROLES, STATUSES
from kiosk.tablet import Status, Tablet
from kiosk.vault.account import Line

_GIBIBYTE = 1 << 30


def activity_title(tablet: Tablet, consultation: str, activity: str, tr: Translator) -> str:
    """Consultation and activity as the catalogue names them, or by their ids; empty for the farewell."""
    index = tablet.index
    if activity == TALLIES:
        known = index.consultations.get(ConsultationId(consultation)) if index is not None else None
        return known.title.within(tr.language) if known is not None else consultation
    found = index.activities.get(activity) if index is not None else None
    if found is None or found.consultation_id != consultation:
        return " · ".join(filter(None, (consultation, activity)))
    titles = (found.consultation.title.within(tr.language), found.activity.title.within(tr.language))
    return " · ".join(titles)


def sheet_of(desk: StaffDesk, tr: Translator, title: str, parts: Sequence[Part]) -> Sheet:
    """The parts under the tablet's name, with a warning where it is a test."""
    tablet = desk.tablet
    index = tablet.index
    organiser = index.catalogue.organiser.within(tr.language) if index is not None else ""
    made = tablet.clock().replace(microsecond=0)
    test = tablet.pairing.mode is Mode.TEST
    return Sheet(
        title=title,
        eyebrow=" · ".join(filter(None, (organiser, tablet_name(tablet)))),
        foot=f"{tablet_name(tablet)} · {moment(tr, made)}",
        language=tr.language,
        made=made,
        parts=tuple(parts),
        band=tr("Test: this sheet says nothing about a real vote.") if test else "",
    )


def since_opening(line: Line, period: Period | None) -> int:
    """How many were cast since the period began."""
    before = period.cast.get((line.consultation, line.activity, line.kind), 0) if period else 0
    return line.cast - before


def line_name(tablet: Tablet, line: Line, tr: Translator) -> str:
    """Consultation, activity and kind, as people call them."""
    kind = tr(KINDS[DepositKind(line.kind)])
    title = activity_title(tablet, line.consultation, line.activity, tr)
    return f"{title} · {kind}" if title else kind


def equation(account: Sequence[Line], tr: Translator) -> Words:
    """Whether cast = aboard + carried + received + refused, counted in the file and by the counters."""
    cast = sum(line.cast for line in account)
    if all(line.holds for line in account):
        return Words(
            tr(
                "The figures agree: {cast} cast = {aboard} aboard + {carried} carried + {received} received "
                "+ {refused} set aside.",
                cast=tr.number(cast),
                aboard=tr.number(sum(line.aboard for line in account)),
                carried=tr.number(sum(line.carried for line in account)),
                received=tr.number(sum(line.acknowledged for line in account)),
                refused=tr.number(sum(line.refused for line in account)),
            )
        )
    found = sum(
        line.aboard + line.carried + line.held_acknowledged + line.erased + line.held_refused
        for line in account
    )
    return Words(
        tr(
            "The figures do not agree: {cast} were cast here, and {found} can be accounted for. Do not use "
            "this tablet, leave it as it is, and call whoever looks after the hub.",
            cast=tr.number(cast),
            found=tr.number(found),
        ),
        alarm=True,
    )


def turned_away_table(turned_away: Mapping[TurnedAway, int], tr: Translator) -> list[Table]:
    """Who was not let in to an attended vote, by reason; nothing where nobody was turned away."""
    if not turned_away:
        return []
    rows = [(tr(WORDS[reason]), tr.number(number)) for reason, number in turned_away.items()]
    rows.append((tr("Together"), tr.number(sum(turned_away.values()))))
    return [Table(tr(TITLE), (tr("Reason"), tr("Number")), tuple(rows), total=True)]


def damage(tablet: Tablet, tr: Translator) -> list[Words]:
    """An alarm when SQLite finds something wrong with the file."""
    if tablet.vault.integrity() == "ok":
        return []
    sentence = tr(
        "The tablet's file is damaged. Do not use this tablet, do not switch it off, and call whoever looks "
        "after the hub."
    )
    return [Words(sentence, alarm=True)]


def tablet_name(tablet: Tablet) -> str:
    """What staff call the tablet, and its id."""
    name = tablet.vault.fact("name")
    return f"{name} ({tablet.pairing.tablet})" if name else tablet.pairing.tablet


def tablet_facts(desk: StaffDesk, tr: Translator, place: str) -> list[tuple[str, str]]:
    """Where, which, in which mode and state, and what its clock shows."""
    tablet = desk.tablet
    index, shifts = tablet.index, Shifts(desk)
    last = shifts.current() or next(reversed(shifts.all()), None)
    where = place.strip() or (last.place if last is not None else "")
    pairs = [
        (tr("Place"), where),
        (tr("Tablet"), tablet_name(tablet)),
        (tr("Mode"), tr(MODES[tablet.pairing.mode])),
        (tr("State"), tr(STATUSES[tablet.status])),
        (tr("Clock"), moment(tr, tablet.clock())),
    ]
    if index is not None:
        catalogue = tr(
            "version {version}, good until {day}",
            version=index.catalogue.version,
            day=day(tr, index.catalogue.valid_until.astimezone().date()),
        )
        pairs.append((tr("Catalogue"), catalogue))
    return [(label, value) for label, value in pairs if value]


def _who(tablet: Tablet, account: str) -> str:
    """The name of an account: its id where the catalogue no longer names it."""
    return next((known.name for known in accounts_of(tablet) if known.id == account), account)


def opening_facts(desk: StaffDesk, tr: Translator, period: Period | None) -> list[tuple[str, str]]:
    """When and by whom the period was opened, or who prints this before it."""
    tablet = desk.tablet
    if period is None:
        return [(tr("Printed by"), f"{desk.account.name}, {tr(ROLES[desk.account.role])}")]
    who = _who(tablet, period.opened_by)
    return [(tr("Opened on"), tr("{moment} by {who}", moment=moment(tr, period.opened_at), who=who))]


def closing_facts(desk: StaffDesk, tr: Translator) -> list[tuple[str, str]]:
    """When, by whom and why early it was closed."""
    closing = desk.closing
    if closing is None or desk.tablet.status is not Status.CLOSED:
        return []
    who = _who(desk.tablet, closing.by)
    pairs = [(tr("Closed on"), tr("{moment} by {who}", moment=moment(tr, closing.at), who=who))]
    if closing.reason:
        pairs.append((tr("Closed early, because"), closing.reason))
    return pairs


def machine_facts(machine: MachineFacts, tr: Translator) -> list[tuple[str, str]]:
    """Disk and battery."""
    free = machine.free_bytes
    size = f"{free / _GIBIBYTE:.0f} GiB" if free >= 10 * _GIBIBYTE else f"{tr.number(free // MEBIBYTE)} MiB"
    pairs = [(tr("Free on the disk"), size)]
    if machine.battery_percent is not None:
        percent = tr("{percent} %", percent=machine.battery_percent)
        charging = tr("{percent}, on power", percent=percent) if machine.on_power else percent
        pairs.append((tr("Battery"), charging))
    return pairs


def key_facts(tablet: Tablet, tr: Translator) -> Facts:
    """What two people compare with the hub's list, letter by letter."""
    index = tablet.index
    keys = [
        (tr("This tablet"), bytes(tablet.signing_key.verify_key)),
        (tr("Hub"), bytes(tablet.pairing.hub_key)),
    ]
    if index is not None:
        keys += [
            (tr("Ballot box"), bytes(index.box_key)),
            (tr("Register"), bytes(index.register_key)),
            (tr("Contributions"), bytes(index.contributions_key)),
        ]
    pairs = tuple((label, _grouped(fingerprint(key))) for label, key in keys)
    return Facts(pairs, title=tr("Fingerprints of the keys"), mono=True)


def _grouped(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
