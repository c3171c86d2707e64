"""Closed words of the staff's side as people read them. Looked up when shown, in the reader's language."""

from __future__ import annotations

from kiosk.catalogue.model import Role
from kiosk.i18n import N_
from kiosk.ids import DepositKind, Mode
from kiosk.staff.shift import Count, NoteKind, ShiftKind
from kiosk.status import Status

KINDS = {
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
ALIGNMENTS = {"for": N_("For"), "neutral": N_("Neither for nor against"), "against": N_("Against")}
"""Answers to a debate, where a room answers by hands."""
MODES = {Mode.OFFICIAL: N_("Official"), Mode.TEST: N_("Test")}
STATUSES = {
    Status.READY: N_("Not opened yet"),
    Status.OPEN: N_("Open for residents"),
    Status.PAUSED: N_("Paused for now"),
    Status.CLOSED: N_("Closed for residents"),
}
ROLES = {
    Role.FACILITATOR: N_("facilitator"),
    Role.STAFF: N_("staff"),
    Role.ADMINISTRATOR: N_("administrator"),
}
SHIFTS = {
    ShiftKind.PERMANENCE: N_("Permanence"),
    ShiftKind.LABO: N_("Labo des usages"),
    ShiftKind.WORKSHOP: N_("Workshop"),
    ShiftKind.EVENT: N_("Event"),
}
NOTES = {
    NoteKind.WORKED: N_("What worked"),
    NoteKind.DID_NOT: N_("What did not work"),
    NoteKind.STUCK: N_("Where people got stuck"),
}
COUNTS = {
    Count.MET: N_("People met"),
    Count.TOOK_LEAFLET: N_("Took a leaflet"),
    Count.TOOK_PART: N_("Took part"),
    Count.DECLINED: N_("Declined, without saying why"),
    Count.NO_TIME: N_("Declined: no time"),
    Count.NO_INTEREST: N_("Declined: not interested"),
    Count.ALREADY_ONLINE: N_("Declined: already took part online"),
    Count.NO_FRENCH: N_("Declined: does not read French"),
    Count.OTHER: N_("Declined: another reason"),
}
