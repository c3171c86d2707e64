"""Every act, by every role, in every state: allowed or refused, without any screen."""

from __future__ import annotations

import pytest

from kiosk.accounts import hashed_pin
from kiosk.catalogue.model import Account, Role
from kiosk.errors import StaffError
from kiosk.staff.acts import TABLE, Act
from kiosk.staff.desk import StaffDesk
from kiosk.tablet import Status, Tablet
from tests.world import World

READY, OPEN, PAUSED, CLOSED = Status.READY, Status.OPEN, Status.PAUSED, Status.CLOSED
# Written out again, by hand: F facilitator, S staff, A administrator; r ready, o open, p paused, c closed.
EXPECTED = {
    "open": "FSA rc", "pause": "FSA o", "resume": "FSA p", "close": "FSA op", "reopen": "A c",
    "see_board": "FSA ropc", "see_counts": "FSA ropc", "print_sheet": "FSA ropc",
    "begin_shift": "FSA rop", "end_shift": "FSA ropc", "observe": "FSA ropc",
    "dictate": "FSA o", "rapid": "FSA o", "tally": "FSA op", "key_paper": "FSA op", "countersign": "FSA op",
    "print_paper": "FSA ropc", "attend": "FSA o", "look_up_code": "FSA op", "replace_code": "SA op",
    "sync": "FSA ropc", "use_stick": "FSA ropc", "see_refused": "SA ropc", "see_device": "FSA ropc",
    "see_log": "SA ropc", "apply_catalogue": "SA rpc", "back_up": "SA ropc", "restore": "A r",
    "trust_clock": "A ropc", "factory_reset": "A rc",
}  # fmt: skip
ROLES = {"F": Role.FACILITATOR, "S": Role.STAFF, "A": Role.ADMINISTRATOR}
STATUSES = {"r": READY, "o": OPEN, "p": PAUSED, "c": CLOSED}
ASKS_WHY = {Act.REOPEN, Act.REPLACE_CODE, Act.RESTORE, Act.TRUST_CLOCK}


def at_status(tablet: Tablet, status: Status) -> Tablet:
    tablet.vault.remember(status=status.value)
    return tablet


def desk(tablet: Tablet, role: Role) -> StaffDesk:
    return StaffDesk(tablet, Account(id=f"a-{role}", name="Ada", role=role, pin="-"))


def test_the_table_here_names_every_act() -> None:
    assert set(EXPECTED) == {act.value for act in Act} == {act.value for act in TABLE}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_an_act_is_allowed_or_refused(act: Act, role: Role, status: Status, world: World) -> None:
    letters, marks = EXPECTED[act.value].split()
    allowed = role in {ROLES[x] for x in letters} and status in {STATUSES[x] for x in marks}
    someone = desk(at_status(world.tablet(), status), role)
    assert (someone.refusal(act) is None) is allowed
    if allowed:
        someone.may(act, reason="Parce que")
    else:
        with pytest.raises(StaffError) as refused:
            someone.may(act, reason="Parce que")
        assert refused.value.reason in {"not_your_role", "not_in_this_state"}
        assert someone.tablet.vault.events()[-1][1] == "refused", "a refusal is written down"


@pytest.mark.parametrize("act", Act)
def test_some_acts_ask_why(act: Act, world: World) -> None:
    status = STATUSES[EXPECTED[act.value].split()[1][0]]
    someone = desk(at_status(world.tablet(), status), Role.ADMINISTRATOR)
    if act not in ASKS_WHY:
        someone.may(act)
        return
    with pytest.raises(StaffError) as refused:
        someone.may(act, reason="  ")
    assert refused.value.reason == "reason_needed"


def test_pins_of_the_catalogue_and_of_the_pairing_open_the_desk(world: World) -> None:
    tablet = world.tablet()
    tablet.vault.remember(administrator_pin=hashed_pin("975310"))
    assert StaffDesk.enter(tablet, "2468").account.role is Role.FACILITATOR
    assert StaffDesk.enter(tablet, "975310").account.role is Role.ADMINISTRATOR
