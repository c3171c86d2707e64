"""Shifts: one at a time, by those who may, with what was counted, observed and left behind in each."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from kiosk.catalogue.model import Role
from kiosk.errors import StaffError
from kiosk.staff.shift import LINE_MAX, NOTE_MAX, PEOPLE_MAX, Count, NoteKind, Shift, ShiftKind
from kiosk.staff.shifts import Shifts
from kiosk.tablet import Status, Tablet
from kiosk.vault.store import Vault
from tests.kiosk.residents import declared, reviewing
from tests.kiosk.staff.test_acts import at_status, desk
from tests.world import World

HOSTILE = "Place\u202e du \x1b[31mCapitole\n[b]=2+5[/b]\u0000"
HARMLESS = "Place du [31mCapitole [b]=2+5[/b]"


@pytest.fixture
def tablet(world: World) -> Tablet:
    """An open tablet."""
    return world.tablet()


@pytest.fixture
def shifts(tablet: Tablet) -> Shifts:
    """The shifts, for a facilitator."""
    return Shifts(desk(tablet, Role.FACILITATOR))


def begun(shifts: Shifts) -> Shift:
    return shifts.begin(ShiftKind.LABO, "Marché Saint-Cyprien", "", ["Inès", "Karim"], "Pluie")


def test_a_shift_is_kept_over_a_restart(world: World, tablet: Tablet, shifts: Shifts) -> None:
    shift = begun(shifts)
    assert (shift.kind, shift.place, shift.people) == ("labo", "Marché Saint-Cyprien", ("Inès", "Karim"))
    tablet.close_files()
    tablet.vault = Vault(tablet.folder / "vault.db")
    assert Shifts(desk(tablet, Role.STAFF)).current() == shift
    world.clock.pass_by(hours=3)
    ended = Shifts(desk(tablet, Role.STAFF)).end("Beaucoup de monde")
    assert ended.remarks == "Beaucoup de monde"
    assert ended.ended_at is not None
    assert (ended.ended_at - ended.began_at).total_seconds() == 3 * 3600
    assert shifts.current() is None
    assert shifts.all() == (ended,)


def test_one_shift_runs_at_a_time(shifts: Shifts) -> None:
    begun(shifts)
    with pytest.raises(StaffError, match="shift_running"):
        begun(shifts)
    shifts.end()
    assert begun(shifts).number == 2


def test_a_shift_of_a_quartier_needs_no_other_place(tablet: Tablet, shifts: Shifts) -> None:
    assert tablet.index is not None
    quartier = tablet.index.catalogue.quartiers[0]
    shift = shifts.begin("permanence", quartier=quartier.id)
    assert (shift.place, shift.quartier) == (quartier.name, quartier.id)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "party", "place": "Capitole"}, "unknown_kind"),
        ({"kind": "labo", "place": " \n"}, "place_needed"),
        ({"kind": "labo", "place": "Capitole", "quartier": "atlantis"}, "unknown_quartier"),
    ],
)
def test_what_makes_no_shift_is_refused(shifts: Shifts, fields: dict[str, str], reason: str) -> None:
    with pytest.raises(StaffError, match=reason):
        shifts.begin(**fields)
    assert shifts.all() == ()


def test_texts_from_the_street_are_one_harmless_line(shifts: Shifts) -> None:
    shift = shifts.begin("event", HOSTILE, "", [HOSTILE, "", "\u200f"] + ["x" * 500] * 30, HOSTILE)
    shifts.note("stuck", HOSTILE)
    assert (shift.place, shift.weather, shift.people[0]) == (HARMLESS,) * 3
    assert len(shift.people) == PEOPLE_MAX
    assert max(map(len, shift.people)) <= LINE_MAX
    shifts.note("worked", "y" * 2000)
    (first, second) = shifts.all()[0].notes
    assert first == (NoteKind.STUCK, HARMLESS)
    assert len(second[1]) <= NOTE_MAX


def test_counters_go_up_and_down_and_never_below_nothing(shifts: Shifts) -> None:
    begun(shifts)
    assert [shifts.count("met", step) for step in (1, 1, -1, -5, 3)] == [1, 2, 1, 0, 3]
    assert shifts.count("no_time", -1) == 0
    assert shifts.count("no_time", 2) == 2
    shifts.count("declined", 1)
    with pytest.raises(StaffError, match="unknown_counter"):
        shifts.count("'; DROP TABLE shift", 1)
    shift = shifts.end()
    assert set(shift.counts) == set(Count)
    assert (shift.counts[Count.MET], shift.declined) == (3, 3)


def test_without_a_shift_nothing_is_counted_or_noted(shifts: Shifts) -> None:
    for attempt in (
        lambda: shifts.count("met", 1),
        lambda: shifts.note("worked", "La borne"),
        shifts.end,
    ):
        with pytest.raises(StaffError, match="no_shift"):
            attempt()


def test_an_empty_note_is_refused(shifts: Shifts) -> None:
    begun(shifts)
    with pytest.raises(StaffError, match="nothing_written"):
        shifts.note("worked", "\u200b \n")


def test_counters_and_notes_belong_to_their_shift(shifts: Shifts) -> None:
    begun(shifts)
    shifts.count("met", 4)
    shifts.note("worked", "Les grands boutons")
    shifts.end()
    begun(shifts)
    shifts.count("met", 1)
    first, second = shifts.all()
    assert (first.counts[Count.MET], second.counts[Count.MET]) == (4, 1)
    assert (len(first.notes), len(second.notes)) == (1, 0)


def test_what_residents_leave_counts_for_the_shift_in_which_it_was_cast(
    tablet: Tablet, shifts: Shifts
) -> None:
    people = [
        ("Ada", "Lovelace", "10/12/1975"),
        ("Rosa", "Parks", "04/02/1973"),
        ("Ida", "Wells", "16/07/1962"),
    ]
    reviewing(declared(tablet, person=people[0]), "c1").cast()
    begun(shifts)
    for person in people[1:]:
        reviewing(declared(tablet, person=person), "c1").cast()
    running = shifts.current()
    assert running is not None
    assert list(running.brought.deposits.values()) == [2]
    ended = shifts.end()
    reviewing(declared(tablet, person=("Maria", "Curie", "07/11/1967")), "c1").cast()
    assert shifts.all() == (ended,), "what comes after changes nothing"
    ((_, activity, kind),) = ended.brought.deposits
    assert (activity, kind) == ("quartier", "ballot")


def test_no_deposit_names_its_shift_and_no_note_an_hour(tablet: Tablet) -> None:
    with tablet.vault.reading() as connection:
        columns = {
            table: [row[1] for row in connection.execute(text(f"PRAGMA table_info({table})"))]
            for table in ("deposit", "standing", "shift_note", "shift_count")
        }
    assert "shift" not in columns["deposit"] + columns["standing"]
    assert columns["shift_note"] == ["number", "shift", "kind", "text"]
    assert columns["shift_count"] == ["shift", "name", "value"]


def test_a_closed_tablet_begins_no_shift_and_ends_the_one_that_ran(tablet: Tablet, shifts: Shifts) -> None:
    begun(shifts)
    at_status(tablet, Status.CLOSED)
    shifts.note("did_not", "Trop de soleil")
    shifts.end()
    with pytest.raises(StaffError, match="not_in_this_state"):
        begun(shifts)


def test_every_beginning_and_end_leaves_an_event_without_names(tablet: Tablet, shifts: Shifts) -> None:
    begun(shifts)
    shifts.note("worked", "Inès a tout expliqué")
    shifts.end("Karim est resté")
    events = tablet.vault.events()[-2:]
    assert [name for _, name, _ in events] == ["shift_began", "shift_ended"]
    assert not any(name in detail for _, _, detail in events for name in ("Inès", "Karim", "Marché"))
