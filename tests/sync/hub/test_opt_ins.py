"""Addresses are read with the register's key, for a reason that is noted, and are forgotten on the day."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.contributions.content import FeedbackContent, OptInContent
from kiosk.errors import CountError, UsageError
from kiosk.ids import DepositKind
from sync.hub.contributions import Refused, contributions, feedback, numbers
from sync.hub.erasure import erase_due, erase_due_contributions
from sync.hub.opt_ins import forget, opt_ins
from sync.hub.store import HubStore
from tests.sync import contributing as act
from tests.sync.acts import stored
from tests.sync.contributing import DAY, sealed
from tests.sync.hub.test_contributions import carry, hand_over
from tests.world import NOON, World

FIELDS: dict[str, Any] = {"language": "fr", "on": DAY}


def journal(world: World) -> list[tuple[str, str]]:
    """What the hub noted since it was made."""
    with world.hub.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, detail FROM event ORDER BY number").all()
    return [(row[0], row[1]) for row in rows]


def address(text: str, **changes: Any) -> OptInContent:
    """An opt-in."""
    return OptInContent(**{**FIELDS, "address": text, "consent": 1, **changes})


def addresses(world: World) -> list[str]:
    """Every address that can be read."""
    return [one.address for one in opt_ins(world.hub, "a test") if isinstance(one, OptInContent)]


def test_an_address_is_read_with_what_was_agreed_to_and_the_reading_is_noted(world: World) -> None:
    tablet = world.tablet()
    act.visit_of_six(tablet, address="odile@example.org")
    carry(world, tablet)
    assert list(opt_ins(world.hub, "lettre\nde mars\x1b[2J")) == [address("odile@example.org")]
    assert journal(world)[-1] == ("opt_ins_read", "lettre de mars[2J")
    assert "odile" not in str(journal(world))


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "\x00"])
def test_nothing_is_read_without_a_reason(reason: str, world: World) -> None:
    before = journal(world)
    with pytest.raises(UsageError, match="--reason"):
        list(opt_ins(world.hub, reason))
    assert journal(world) == before


def test_the_contributions_key_opens_no_address(world: World) -> None:
    hand_over(world, sealed(world, address("odile@example.org")))
    world.hub.folder.register_key.write_bytes(world.hub.folder.contributions_key.read_bytes())
    with pytest.raises(CountError, match="register key"):
        list(opt_ins(world.hub, "newsletter"))
    assert "opt_ins_read" not in dict(journal(world))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (address("odile"), "no_address"),
        (address("odile@example.org", consent=7), "other_consent"),
        (address("o" * 60 + "@" + "x" * 80 + ".org"), "too_long"),
    ],
)
def test_what_nobody_agreed_to_is_refused(content: OptInContent, reason: str, world: World) -> None:
    hand_over(world, sealed(world, content))
    (found,) = opt_ins(world.hub, "newsletter")
    assert isinstance(found, Refused)
    assert found.reason == reason


def test_people_are_forgotten_when_they_ask(world: World, on_disk: Callable[[], bytes]) -> None:
    written = ["Odile.Faure@example.org", "05 61 22 29 22", "+33 6 12 34 56 78", "other@example.org"]
    hand_over(world, *(sealed(world, address(one)) for one in written))
    hand_over(world, sealed(world, FeedbackContent(**FIELDS, remark="Merci")))
    pieces = [bytes(row[5])[:64] for row in stored(world.hub) if row[1] == DepositKind.OPT_IN]  # type: ignore[call-overload]
    before = on_disk()
    assert [piece in before for piece in pieces] == [True] * 4
    assert forget(world.hub, ["odile.faure@EXAMPLE.org\n", "0561222922", "06.12.34.56.78", "", "\n"]) == 3
    assert addresses(world) == ["other@example.org"]
    assert len(list(feedback(world.hub))) == 1
    assert ("opt_ins_forgotten", "3") in journal(world)
    assert forget(world.hub, ["odile.faure@example.org", "@", "0"]) == 0
    after = on_disk()
    assert sorted(piece in after for piece in pieces) == [False, False, False, True]


def test_addresses_and_feedback_go_after_the_announced_days(world: World) -> None:
    hand_over(
        world,
        sealed(world, address("old@example.org")),
        sealed(world, address("new@example.org", on=DAY + timedelta(days=1))),
        sealed(world, address("refused", on=DAY)),
        sealed(world, FeedbackContent(**FIELDS, remark="Merci")),
    )
    world.clock.pass_by(days=364)
    assert erase_due_contributions(world.hub) == {}
    world.clock.pass_by(days=1)
    assert erase_due(world.hub) == {"opt_in": 2, "feedback": 1}
    assert addresses(world) == ["new@example.org"]
    assert list(feedback(world.hub)) == []
    world.clock.pass_by(days=1)
    assert erase_due_contributions(world.hub) == {"opt_in": 1}


def test_without_a_key_nothing_is_erased_and_that_is_noted(world: World) -> None:
    hand_over(world, sealed(world, address("old@example.org")), sealed(world, FeedbackContent(**FIELDS)))
    world.hub.folder.register_key.unlink()
    world.clock.pass_by(days=400)
    assert erase_due_contributions(world.hub) == {"feedback": 1}
    assert journal(world)[-2][0] == "not_erased"
    assert numbers(world.hub) == {("", "", DepositKind.OPT_IN.value): 1}


def test_where_nothing_is_announced_nothing_is_erased(tmp_path: Path) -> None:
    world = World(tmp_path)
    assert world.draft is not None
    del world.draft["farewell"]["kept_days"]
    world.publish()
    hand_over(world, sealed(world, address("old@example.org")))
    tablet = world.tablet()
    act.propose(act.visitor(tablet))
    carry(world, tablet)
    world.clock.pass_by(days=4000)
    assert erase_due(world.hub) == {}
    world.close()


def test_contributions_go_on_their_day_and_from_the_files_bytes(
    world: World, on_disk: Callable[[], bytes]
) -> None:
    assert world.draft is not None
    consultation = next(c for c in world.draft["consultations"] if c["id"] == "nuit")
    consultation["contributions_erased_on"] = (NOON + timedelta(days=60)).date().isoformat()
    world.publish()
    tablet = world.tablet()
    act.visit_of_six(tablet)
    carry(world, tablet)
    with world.hub.reading() as connection:
        content = bytes(
            connection.exec_driver_sql(
                "SELECT content FROM deposit WHERE activity = 'nuit-debat'"
            ).scalar_one()
        )
    pieces = [content[at : at + 64] for at in range(0, len(content) - 64, 256)]

    before = on_disk()
    assert sum(piece in before for piece in pieces) > 0.8 * len(pieces)
    world.clock.pass_by(days=59)
    assert erase_due(world.hub) == {}
    # One that is over may be in no catalogue any more: its day comes all the same.
    world.draft["consultations"] = [c for c in world.draft["consultations"] if c["id"] != "nuit"]
    world.publish()
    world.clock.pass_by(days=1)
    assert erase_due(world.hub) == {"nuit-debat": 1}
    after = on_disk()
    assert [piece for piece in pieces if piece in after] == []
    assert list(contributions(world.hub, "nuit-debat")) == []
    assert len(list(contributions(world.hub, "canal-idees"))) == 3
    assert erase_due(world.hub) == {}


def test_a_copy_without_the_register_key_gives_no_address(
    world: World, tmp_path: Path, on_disk: Callable[[], bytes]
) -> None:
    hand_over(world, sealed(world, address("zyxmark@example.org")))
    shutil.copytree(world.hub.folder.path, tmp_path / "copy")
    (tmp_path / "copy" / "register.key").unlink()
    assert b"zyxmark" not in on_disk()
    stolen = HubStore(tmp_path / "copy", world.clock, world.database)
    with pytest.raises(CountError):
        list(opt_ins(stolen, "curiosity"))
    stolen.close()
