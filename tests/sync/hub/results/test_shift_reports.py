"""Reports of shifts, as a tablet writes them, are read again at the hub; what is none is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.catalogue.model import Role
from kiosk.errors import FormatError
from kiosk.i18n import LANGUAGES, translator
from kiosk.ids import Mode
from kiosk.staff.opening import MachineFacts
from kiosk.staff.report import shift_table
from kiosk.staff.shift import Count, NoteKind
from kiosk.staff.shifts import Shifts
from sync.hub.erasure import erase_due
from sync.hub.results.collect import results
from sync.hub.results.shift_files import add_report, reports, take_away
from sync.hub.results.shift_report import Evaluation, ShiftReport, evaluation, read_report
from tests.kiosk.residents import at_about
from tests.kiosk.staff.test_acts import desk
from tests.sync.contributing import debate, visitor
from tests.sync.hub.test_erasure import disk
from tests.world import World

LEFT_NOTHING = translator("fr")("visits that left nothing").encode()
GOOD = MachineFacts(free_bytes=8 << 30)


def report(world: World, language: str = "fr", *, ended: bool = True) -> bytes:
    """What a tablet writes of an afternoon: three visits, one of which left something."""
    tablet = world.tablet(f"tablet{len(world.hub.tablets())}", opened=False)
    someone = desk(tablet, Role.FACILITATOR)
    someone.open(GOOD)
    shifts = Shifts(someone)
    shifts.begin("labo", "Marché Saint-Cyprien", "canal", ["Inès", "Karim"], "Pluie fine")
    visit = visitor(tablet)
    debate(visit, "Je rentre à pied")
    visit.end()
    for _ in range(2):
        at_about(tablet, "budget").end()
    for name, number in (("met", 40), ("no_time", 12), ("declined", 15)):
        shifts.count(name, number)
    shifts.note("worked", "=Les grands boutons zyxmark")
    shifts.note("stuck", "Le clavier")
    world.clock.pass_by(hours=3)
    if ended:
        shifts.end("Il a plu")
    return shift_table(someone, translator(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_read_in_whichever_language_it_was_written(world: World, language: str) -> None:
    read = read_report(report(world, language), Mode.TEST)
    assert (read.place, read.visits, read.abandoned) == ("Marché Saint-Cyprien", 3, 2)
    assert {name: number for name, number in read.counts.items() if number} == {
        Count.MET: 40,
        Count.NO_TIME: 12,
        Count.DECLINED: 15,
    }
    assert read.notes == ((NoteKind.WORKED, "=Les grands boutons zyxmark"), (NoteKind.STUCK, "Le clavier"))
    assert read.remarks == "Il a plu"
    assert read.ended_at is not None
    assert read.ended_at - read.began_at == timedelta(hours=3)
    assert "Karim" not in read.model_dump_json()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: b"", "as a tablet writes it"),
        (lambda file: b"\xff\xfe" + file, "UTF-8"),
        (lambda file: file * 500, "too long"),
        (lambda file: b"a;b;c\r\n", "as a tablet writes it"),
        (lambda file: file.replace(b"began_at", b"begun_at"), "when the shift began"),
        (lambda file: file.replace(b";40\r\n", b";-40\r\n"), "no possible number"),
        (lambda file: file.replace(b";40\r\n", b";999999999\r\n"), "no possible number"),
        (lambda file: file.replace(b";2027-03-10T", b";yesterday"), "no moment"),
        (
            lambda file: file.replace(LEFT_NOTHING + b";2", LEFT_NOTHING + b";9"),
            "more visits that left",
        ),
    ],
)
def test_what_is_no_report_is_refused_and_changes_nothing(world: World, change, said: str) -> None:  # type: ignore[no-untyped-def]
    whole = report(world)
    changed = change(whole)
    assert changed != whole
    with pytest.raises(FormatError, match=said):
        add_report(world.hub, "nuit", "marie", changed)
    assert reports(world.hub, "nuit") == []


def test_a_shift_that_still_runs_and_one_of_the_other_mode_are_refused(world: World) -> None:
    with pytest.raises(FormatError, match="has not ended"):
        read_report(report(world, ended=False), Mode.TEST)
    with pytest.raises(FormatError, match="not of official mode"):
        read_report(report(world), Mode.OFFICIAL)


def test_a_report_is_added_once_sealed_and_taken_away(world: World) -> None:
    file = report(world)
    assert add_report(world.hub, "nuit", "marie", file)
    assert not add_report(world.hub, "nuit", "jean", file)
    assert add_report(world.hub, "canal-demain", "marie", file)
    (added,) = reports(world.hub, "nuit")
    assert added.account == "marie"
    for word in ("zyxmark", "Il a plu", "Cyprien"):
        assert word.encode() not in disk(world)
    assert not take_away(world.hub, "calme", added.digest)
    assert take_away(world.hub, "nuit", added.digest)
    assert reports(world.hub, "nuit") == []
    assert len(reports(world.hub, "canal-demain")) == 1


def test_the_evaluation_is_in_the_results_of_its_consultation_alone(world: World) -> None:
    add_report(world.hub, "nuit", "marie", report(world))
    found, other = results(world.hub, "nuit"), results(world.hub, "canal-demain")
    assert found is not None
    assert other is not None
    assert other.evaluation == Evaluation()
    assert found.evaluation.shifts == 1
    assert (found.evaluation.visits, found.evaluation.abandoned) == (None, None), "one and two are few"
    assert found.evaluation.met == 40
    assert found.evaluation.declined["no_time"] == 12
    assert found.evaluation.notes[NoteKind.STUCK] == ("Le clavier",)


def test_figures_of_shifts_withhold_small_cells(world: World) -> None:
    began = world.clock()
    many = [
        ShiftReport(
            began_at=began, visits=30, abandoned=12, counts={Count.MET: 4, Count.NO_TIME: 3, Count.OTHER: 30}
        )
    ]
    found = evaluation(many)
    assert (found.visits, found.abandoned, found.met) == (30, 12, None)
    assert (found.declined["no_time"], found.declined["other"]) == (None, None)


def test_reports_are_erased_with_the_contributions(world: World) -> None:
    assert world.draft is not None
    next(c for c in world.draft["consultations"] if c["id"] == "nuit")["contributions_erased_on"] = (
        "2027-09-01"
    )
    world.publish()
    add_report(world.hub, "nuit", "marie", report(world))
    add_report(world.hub, "canal-demain", "marie", report(world))
    world.clock.pass_by(days=174)
    assert erase_due(world.hub) == {}
    world.clock.pass_by(days=2)
    assert erase_due(world.hub) == {"shift_report": 1}
    assert reports(world.hub, "nuit") == []
    assert len(reports(world.hub, "canal-demain")) == 1
