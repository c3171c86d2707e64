"""A tablet that is lost with fourteen ballots aboard, and the same when its card is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.backup.card import Card
from kiosk.backup.keeper import Keeper
from kiosk.backup.state import State
from kiosk.cli.main import main
from kiosk.errors import HubUnreachable
from kiosk.ids import Mode
from kiosk.tablet import Tablet
from sync.courier import Courier
from sync.demo import ADMINISTRATOR_PIN
from sync.hub.count.minutes import minutes
from tests.journeys.kiosk_app import draft_of
from tests.sync.acts import cast_by_code, holds, lost
from tests.world import World

CAST, DELIVERED, ABOARD = 20, 6, 14


@pytest.fixture
def city(tmp_path: Path) -> World:
    """A city in official mode whose voters have codes."""
    return World(tmp_path / "city", Mode.OFFICIAL, draft_of(), codes={"budget": 24})


def lost_on_the_way(city: World, card: Path | None = None) -> Tablet:
    """A tablet that casts twenty, hands six over, and is never seen again."""
    tablet = city.tablet("perdue")
    keeper = Keeper(tablet, Card(card, tablet.folder, same_disk=True)) if card is not None else None
    for code in city.drawn["budget"][:CAST]:
        cast_by_code(tablet, code)
        assert keeper is None or keeper.look() is State.UP_TO_DATE
    intake, parcels = city.intake, 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal parcels
        parcels += 1
        if parcels > 1:  # the line is dead before the second one
            lost(request)
        return httpx.Response(200, content=intake.take(request.content))

    broken = httpx.Client(base_url="http://hub", transport=httpx.MockTransport(answer))
    with pytest.raises(HubUnreachable):
        Courier(tablet, broken, batch=DELIVERED).carry()
    assert keeper is None or keeper.look() is State.UP_TO_DATE
    assert tablet.vault.undelivered() == ABOARD
    tablet.close_files()
    return tablet


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """What a command prints."""
    assert main([*arguments, "--json"]) == 0, capsys.readouterr().err
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def papers(city: World) -> dict[str, Any]:
    return json.loads(json.dumps(minutes(city.hub, city.count("budget"), "fr")))  # type: ignore[no-any-return]


def test_a_tablet_lost_with_fourteen_ballots_aboard(city: World, capsys: pytest.CaptureFixture[str]) -> None:
    tablet = lost_on_the_way(city)
    name = tablet.pairing.tablet
    answer = told(capsys, "hub", "revoke", name, "--folder", str(city.folder / "hub"))
    assert answer["not_here"] == ABOARD

    other = city.tablet("autre")
    for code in city.drawn["budget"][DELIVERED:CAST]:
        cast_by_code(other, code)  # codes that were cast only on the lost tablet stay usable
    assert city.carry(other).acknowledged == ABOARD

    written = papers(city)
    (row,) = (row for row in written["tablets"] if row["tablet"] == name)
    assert (row["cast"], row["received"], row["missing"], row["revoked"]) == (CAST, DELIVERED, ABOARD, True)
    assert written["equation"]["missing"] == ABOARD
    assert written["equation"]["holds"]
    # Nobody sees through an envelope whose code was spent where: a double of the six is set aside by rule.
    assert written["equation"]["counted"] + written["equation"]["set_aside"] == DELIVERED + ABOARD
    city.close()


def test_its_card_is_found_and_every_ballot_counts_once(
    city: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    card = tmp_path / "card"
    card.mkdir()
    tablet = lost_on_the_way(city, card)
    name, hub = tablet.pairing.tablet, str(city.folder / "hub")
    assert main(["hub", "recovery", str(card), "--folder", hub]) == 1, "not before it is revoked"
    assert name in capsys.readouterr().err
    told(capsys, "hub", "revoke", name, "--folder", hub)
    released = told(capsys, "hub", "recovery", str(card), "--folder", hub)
    assert (released["tablet"], released["deposits"], released["cast"]) == (name, CAST, CAST)

    replacement = city.tablet("remplaçante", opened=False)
    data = replacement.folder.parent
    (data / "mode").write_text("official\n", encoding="utf-8")
    (tmp_path / "kiosk.toml").write_text(f'[tablet]\ndata = "{data}"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    arguments = ["restore", str(card), "--reason", "Perdue", "--pin", ADMINISTRATOR_PIN]
    assert main([*arguments, "--code", "0" * 27]) == 1
    assert "does not open" in capsys.readouterr().err
    assert replacement.vault.undelivered() == 0
    done = told(capsys, *arguments, "--code", released["code"])
    assert (done["from_tablet"], done["restored"], done["cast_there"]) == (name, CAST, CAST)

    assert city.carry(replacement).acknowledged == CAST
    assert city.carry(replacement).acknowledged == 0
    assert holds(replacement)
    assert replacement.statement()["lines"] == []
    written = papers(city)
    rows = {row["tablet"]: row for row in written["tablets"]}
    assert (rows[name]["cast"], rows[name]["received"], rows[name]["missing"]) == (CAST, CAST, 0)
    assert rows[replacement.pairing.tablet]["cast"] == 0
    assert written["equation"] == {
        "cast": CAST,
        "counted": CAST,
        "set_aside": 0,
        "missing": 0,
        "surplus": 0,
        "holds": True,
    }
    city.close()
