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
    "batch_open": N_("Paper is keyed in and not accepted yet. Finish the batch, or abandon it."),
    "unreachable_pairing": N_("No hub answers there. Check the address and the network."),
    "hub_without_catalogue": N_("The hub has no catalogue yet. Ask whoever looks after it."),
    "pairing_code_unknown": N_("The hub does not know this code. Compare it with the sheet."),
    "pairing_code_used": N_("This code has paired another tablet. Ask for a new sheet."),
    "pairing_code_expired": N_("This sheet is too old. Ask for a new one."),
    "pairing_code_incomplete": N_("A letter or a figure of the code is wrong or missing."),
    "pairing_proof_wrong": N_("The hub does not accept this code. Ask for a new sheet."),
    "pairing_refused": N_("The hub refuses to pair this tablet. Ask whoever looks after it."),
    "tablet_known": N_("The hub knows another tablet of this name. Try again."),
    "no_hub_there": N_("What answers there is no hub. Check the address."),
    "not_our_hub": N_("This is not the hub that made the sheet. Nothing was paired."),
    "not_a_pairing_qr": N_("This is another square. Scan the one of the pairing sheet."),
    "paired_already": N_("A tablet is paired here already. Ask whoever looks after the tablets."),
    "official_undelivered": N_("Official votes are still on this machine. Sync them first."),
    "code_unknown": N_("This code is not known on this tablet."),
    "code_mistyped": N_("A letter or a figure is wrong. Compare it with the card."),
    "code_wait": N_("Too many codes that are not known. Wait a moment, then try again."),
    "code_never_replaced": N_("In this vote no code is replaced. That is the rule of its organisers."),
    "code_spent_here": N_("This code was already used or replaced on this tablet."),
    "closed": N_("This vote is over."),
    "reserve_same": N_("This is the spoiled code again. Type one of the reserve sheet."),
    "reserve_of_other": N_("This code is for another vote or quartier. Take another one."),
    "reserve_spent": N_("This reserve code was already used. Take the next one."),
    "not_in_catalogue": N_(
        "With the tablet's own PIN no vote would count. Come in with the PIN that the city gave you."
    ),
    "no_catalogue": N_("This tablet has no catalogue. Connect it to the network and sync."),
    "catalogue_expired": N_("The catalogue is too old. Connect the tablet to the network and sync."),
    "clock_behind": N_(
        "The clock shows a time that has already passed here. Set it, or ask an administrator."
    ),
    "not_agreed": N_("Ask first, and write only if the person agrees."),
    "activity_not_open": N_("This is not open any more. Choose another one."),
    "people_needed": N_("Count the people first: at least one."),
    "number_needed": N_("Type a number. If it is nobody, type 0."),
    "number_too_large": N_("This number is too large. Check it."),
    "option_more_than_people": N_("More hands than people. Count again, or go back."),
    "more_hands_than_people": N_("More hands than people. Count again, or go back."),
    "question_needed": N_("Type the question."),
    "answers_needed": N_("Type at least two answers."),
    "too_many_answers": N_("These are too many answers. Leave some out."),
    "same_answer_twice": N_("This answer is there already. Type another one."),
    "already_recorded": N_("This is recorded already. Nothing can be changed."),
    "ClockError": N_("The clock shows a time that has already passed here. Set it, or ask an administrator."),
    "shift_running": N_("A shift runs already. End it first."),
    "no_shift": N_("No shift runs. Begin one first."),
    "place_needed": N_("Say where you are: choose a place, or write it."),
    "nothing_written": N_("Nothing is written yet. Write what you saw."),
    "VaultError": N_("The tablet could not write this. Nothing was changed. Look at the device page."),
    "SignatureError": N_("The answer is not from our hub. Nothing was marked as delivered."),
    "StaleError": N_("This catalogue is not newer than the one in use, or it is out of date."),
    "ContentError": N_("This catalogue is wrong or for the other mode. The one in use stays."),
    "FormatError": N_("The answer is not from our hub. Nothing was marked as delivered."),
}
_SET_ASIDE = {
    "tablet_revoked": N_("The hub takes nothing more from this tablet: it was revoked."),
    "unknown_catalogue": N_("Cast under a catalogue that the hub does not know."),
    "unknown_activity": N_("Its activity is not in the catalogue."),
    "late": N_("It came after the last day on which the hub takes deposits."),
    "malformed": N_("Its content could not be read."),
    "conflicting_content": N_("Another deposit with the same number had come before."),
    "not_released": N_("From a backup that the hub has not released."),
    "wrong_kind": N_("Its activity does not take this kind of deposit."),
}
_KINDS = {
    DepositKind.BALLOT: N_("Ballots"),
    DepositKind.CODE_REPLACEMENT: N_("Replaced codes"),
    DepositKind.PROPOSAL: N_("Proposals"),
    DepositKind.COMMENT: N_("Comments"),
    DepositKind.SUPPORT: N_("Supports"),
    DepositKind.SURVEY_RESPONSE: N_("Survey responses"),
    DepositKind.REPORT: N_("Reports"),
    DepositKind.OPT_IN: N_("Addresses to be kept informed"),
    DepositKind.FEEDBACK: N_("Opinions on the tablet"),
    DepositKind.TALLY: N_("Hands raised (no votes)"),
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
    "code_looked_up": N_("Looked up a voting code"),
    "code_not_known": N_("A code that is not known here"),
    "code_replaced": N_("Why a code was replaced"),
    "visit_attended": N_("Opened a visit for somebody"),
    "visit_turned_away": N_("Turned somebody away"),
    "administrator_pin_set": N_("Administrator's PIN set"),
    "administrator_pin_changed": N_("Administrator's PIN changed"),
    "clock_trusted": N_("Clock taken as right"),
    "catalogue_applied": N_("New catalogue"),
    "catalogue_chosen": N_("Catalogue put into use by hand"),
    "catalogue_refused": N_("▲ Catalogue refused"),
    "synced": N_("Sync by hand"),
    "sync_refused": N_("▲ Sync refused by the hub"),
    "sync_failed": N_("▲ Sync failed"),
    "refused_by_hub": N_("▲ Set aside by the hub"),
    "stick_written": N_("Written to a stick"),
    "stick_read": N_("Read from a stick"),
    "paper_begun": N_("Batch of paper begun"),
    "paper_withdrawn": N_("▲ Keyed paper taken out"),
    "paper_corrected": N_("▲ Number of papers corrected"),
    "paper_differs": N_("▲ Numbers of paper differ"),
    "paper_accepted": N_("Batch of paper accepted"),
    "paper_abandoned": N_("▲ Batch of paper abandoned"),
    "paper_printed": N_("Blank paper printed"),
    "dictation_began": N_("Began to write for somebody"),
    "rapid_began": N_("Rapid mode on"),
    "rapid_ended": N_("Rapid mode off"),
    "tally_recorded": N_("Raised hands recorded"),
    "shift_began": N_("Shift begun"),
    "shift_ended": N_("Shift ended"),
    "shift_not_ended": N_("▲ The shift could not be ended"),
    "sheet_printed": N_("Sheet printed"),
    "sheet_saved": N_("Sheet saved on a stick"),
    "not_settled": N_("▲ The file was not put in order"),
    "backed_up": N_("Backup checked by hand"),
    "backup_failed": N_("▲ Backup not possible"),
    "backup_works": N_("Backup possible again"),
    "restored": N_("Restored from a lost tablet"),
    "factory_reset": N_("▲ Tablet erased"),
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


def left_words(tr: Translator, seconds: float) -> str:
    """How long the rest takes, no finer than anybody can know it."""
    if seconds < 60:
        return tr("less than a minute left")
    minutes = -(-int(seconds) // 60)
    return tr.plural("about {n} minute left", "about {n} minutes left", minutes)


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
