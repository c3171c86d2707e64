"""Reasons, states, events and figures as the staff read them. Looked up when shown."""

from __future__ import annotations

from datetime import datetime

from kiosk.carrying_words import REASONS as CARRYING
from kiosk.catalogue.model import Role
from kiosk.i18n import N_, Translator
from kiosk.ids import DepositKind
from kiosk.staff.board import Board, SyncResult
from kiosk.staff.opening import SENTENCES
from kiosk.staff.shift import Shift
from kiosk.staff.words import SHIFTS
from kiosk.status import Status
from screens.words import REASONS, day

_ROLES = {
    Role.FACILITATOR: N_("Staff: facilitator"),
    Role.STAFF: N_("Staff: reception"),
    Role.ADMINISTRATOR: N_("Staff: administrator"),
}
_STATUSES = {
    Status.READY: N_("READY"),
    Status.OPEN: N_("OPEN"),
    Status.PAUSED: N_("PAUSED"),
    Status.CLOSED: N_("CLOSED"),
}
_MARKS = {Status.READY: "○", Status.OPEN: "●", Status.PAUSED: "▲", Status.CLOSED: "■"}
_REASONS = {
    "pin_locked": N_("Too many wrong PINs: only an administrator's PIN opens this tablet now."),
    "not_your_role": N_("Your role does not allow this. Ask a member of staff or an administrator."),
    "not_in_this_state": N_("The tablet is in another state now. Go back and look at the board."),
    "reason_needed": N_("Say why: this is written into the log."),
    "closed_today": N_("This tablet was closed today. An administrator can open it again."),
    "no_catalogue": N_("This tablet has no catalogue. Connect it to the network and sync."),
    "catalogue_expired": N_("The catalogue is too old. Connect the tablet to the network and sync."),
    "clock_behind": N_(
        "The clock shows a time that has already passed here. Set it, or ask an administrator."
    ),
    "ClockError": N_("The clock shows a time that has already passed here. Set it, or ask an administrator."),
    "shift_running": N_("A shift runs already. End it first."),
    "no_shift": N_("No shift runs. Begin one first."),
    "place_needed": N_("Say where you are: choose a place, or write it."),
    "nothing_written": N_("Nothing is written yet. Write what you saw."),
    "VaultError": N_("The tablet could not write this. Nothing was changed. Look at the device page."),
    "SignatureError": N_("The answer is not from our hub. Nothing was marked as delivered."),
    "FormatError": N_("The answer is not from our hub. Nothing was marked as delivered."),
}
_SET_ASIDE = {
    "tablet_revoked": N_("The hub takes nothing more from this tablet: it was revoked."),
    "unknown_catalogue": N_("Cast under a catalogue that the hub does not know."),
    "unknown_activity": N_("Its activity is not in the catalogue."),
    "late": N_("It came after the last day on which the hub takes deposits."),
    "malformed": N_("Its content could not be read."),
    "conflicting_content": N_("Another deposit with the same number had come before."),
    "wrong_kind": N_("Its activity does not take this kind of deposit."),
}
_KINDS = {
    DepositKind.BALLOT: N_("Ballots"),
    DepositKind.PROPOSAL: N_("Proposals"),
    DepositKind.COMMENT: N_("Comments"),
    DepositKind.SUPPORT: N_("Supports"),
    DepositKind.SURVEY_RESPONSE: N_("Survey responses"),
    DepositKind.REPORT: N_("Reports"),
    DepositKind.OPT_IN: N_("Addresses to be kept informed"),
    DepositKind.FEEDBACK: N_("Opinions on the tablet"),
}
_EVENTS = {
    "paired": N_("Paired with the hub"),
    "open": N_("Opened"),
    "pause": N_("Paused"),
    "close": N_("Closed"),
    "reopen": N_("Opened again"),
    "reopening": N_("Why it was opened again"),
    "closing_early": N_("Why it was closed early"),
    "refused": N_("Refused"),
    "staff_entered": N_("Came to the staff side"),
    "staff_left": N_("Left the staff side"),
    "pin_wrong": N_("Wrong PIN"),
    "administrator_pin_set": N_("Administrator's PIN set"),
    "administrator_pin_changed": N_("Administrator's PIN changed"),
    "clock_trusted": N_("Clock taken as right"),
    "catalogue_applied": N_("New catalogue"),
    "catalogue_refused": N_("▲ Catalogue refused"),
    "synced": N_("Sync by hand"),
    "sync_refused": N_("▲ Sync refused by the hub"),
    "sync_failed": N_("▲ Sync failed"),
    "refused_by_hub": N_("▲ Set aside by the hub"),
    "stick_written": N_("Written to a stick"),
    "stick_read": N_("Read from a stick"),
    "shift_began": N_("Shift begun"),
    "shift_ended": N_("Shift ended"),
    "shift_not_ended": N_("▲ The shift could not be ended"),
    "sheet_printed": N_("Sheet printed"),
    "sheet_saved": N_("Sheet saved on a stick"),
    "not_settled": N_("▲ The file was not put in order"),
}
_RESULTS = {
    SyncResult.DONE: N_("✔ done"),
    SyncResult.UNREACHABLE: N_("▲ no network"),
    SyncResult.REFUSED: N_("▲ refused"),
}

_SYNC_LABELS = {
    SyncResult.DONE: N_("✔ last sync"),
    SyncResult.UNREACHABLE: N_("▲ no network"),
    SyncResult.REFUSED: N_("▲ sync refused"),
}
"""Below the hour of the last attempt, on the board: 17 columns at most."""


def staff_reason(tr: Translator, name: str) -> str:
    """Why something was refused, and what to do."""
    general = N_("This did not work. Nothing was lost. Try again, then look at the device page.")
    found = next(
        (words[name] for words in (_REASONS, CARRYING, SENTENCES, REASONS) if name in words), general
    )
    return tr(found if "{" not in found else general)


def role_words(tr: Translator, role: Role) -> str:
    """Who is here."""
    return tr(_ROLES[role])


def status_word(tr: Translator, status: Status) -> str:
    """The state of the tablet in one word, in capitals."""
    return tr(_STATUSES[status])


def status_mark(status: Status) -> str:
    """The mark beside the word."""
    return _MARKS[status]


def set_aside_words(tr: Translator, reason: str) -> str:
    """Why the hub set a deposit aside."""
    known = _SET_ASIDE.get(reason)
    return tr(known) if known else tr("Another reason: {reason}", reason=reason)


def kind_words(tr: Translator, kind: str) -> str:
    """A kind of deposit, as many."""
    return tr(_KINDS[DepositKind(kind)])


def event_words(tr: Translator, name: str) -> str:
    """An event of the log."""
    return tr(_EVENTS[name]) if name in _EVENTS else name


def shift_words(tr: Translator, shift: Shift) -> str:
    """Which shift: its kind and its place."""
    return tr("{kind}, {place}", kind=tr(SHIFTS[shift.kind]), place=shift.place)


def result_words(tr: Translator, result: SyncResult) -> str:
    """How the last attempt went."""
    return tr(_RESULTS[result])


def sync_label(tr: Translator, result: SyncResult) -> str:
    """The same below the large hour."""
    return tr(_SYNC_LABELS[result])


def hour(moment: datetime) -> str:
    """``14:05``."""
    return f"{moment.astimezone():%H:%M}"


def when(tr: Translator, moment: datetime, now: datetime) -> str:
    """The hour today; the day and the hour before."""
    local, today = moment.astimezone(), now.astimezone().date()
    return hour(local) if local.date() == today else f"{tr.day(local, year=False)} {hour(local)}"


def short_when(moment: datetime, now: datetime) -> str:
    """The same for large figures: ``14:05``, or ``10/03``."""
    local = moment.astimezone()
    return hour(local) if local.date() == now.astimezone().date() else f"{local:%d/%m}"


def gigabytes(tr: Translator, count: int) -> str:
    """Free room on a disk: ``12 GB``."""
    if count < 10**9:
        return tr("{n} MB", n=count // 10**6)
    return tr("{n} GB", n=tr.number(count // 10**9))


def kilobytes(tr: Translator, count: int) -> str:
    """Bytes that travelled."""
    if count < 10**6:
        return tr("{n} KB", n=tr.number(-(-count // 1000)))
    return tr("{n} MB", n=tr.number(count // 10**6))


def answer_words(tr: Translator, board: Board) -> str:
    """The answer before every explanation."""
    if not board.holds:
        return tr("▲ The figures do not agree. Keep this tablet and call an administrator.")
    if board.may_switch_off:
        return tr("Nothing to carry. You can switch off.")
    if board.all_carried:
        return tr("Nothing to carry.")
    waiting = tr.plural("{n} deposit to carry.", "{n} deposits to carry.", board.undelivered)
    if board.held_back == board.undelivered:
        return waiting + " " + tr("These ballots go together with others, at the latest after closing.")
    return waiting + " " + tr("Connect the tablet to the network.")


def equation_words(tr: Translator, holds: bool) -> str:
    """Whether the account is whole."""
    if holds:
        return tr("✔ The figures agree.")
    return tr("▲ The figures do not agree. Keep this tablet and call an administrator.")


def valid_words(tr: Translator, board: Board) -> str:
    """The catalogue in use."""
    if board.valid_until is None:
        return tr("No catalogue")
    return tr("Catalogue {n}, valid until {day}", n=board.catalogue, day=day(tr, board.valid_until))
