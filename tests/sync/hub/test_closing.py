"""A closing sheet's square at the hub: signed by a known tablet, beside what has come from it."""

from __future__ import annotations

import io
import json

import pytest

from kiosk.cli.main import main
from kiosk.errors import FormatError, SignatureError
from kiosk.signed import SigningKey
from kiosk.staff.closing_statement import PURPOSE, closing_statement, signed_line
from kiosk.tablet import Tablet
from sync.hub.closing import check_closing
from tests.kiosk.residents import declared, reviewing
from tests.world import World


@pytest.fixture
def tablet(world: World) -> Tablet:
    """A tablet with two ballots."""
    tablet = world.tablet("Minimes")
    for name in ("Lovelace", "Byron"):
        visit = declared(tablet, person=("Ada", name, "10/12/1975"))
        reviewing(visit, "c1").cast()
        visit.end()
    return tablet


def line(tablet: Tablet) -> str:
    return signed_line(tablet, closing_statement(tablet))


def test_what_has_not_come_is_numbered_and_what_has_come_is_found(world: World, tablet: Tablet) -> None:
    before = check_closing(world.hub, line(tablet))
    assert (before.name, before.here, before.not_here, before.lost) == ("Minimes", 0, 2, 0)
    paper = line(tablet)
    world.carry(tablet)
    after = check_closing(world.hub, paper)
    assert (after.here, after.not_here, after.statement.visits) == (2, 0, 2)


def test_what_the_hub_confirmed_and_has_not_is_an_alarm(world: World, tablet: Tablet) -> None:
    world.carry(tablet)
    paper = line(tablet)
    with world.hub.transaction() as connection:
        connection.exec_driver_sql(
            "DELETE FROM deposit WHERE id = (SELECT id FROM deposit ORDER BY id LIMIT 1)"
        )
    assert check_closing(world.hub, paper).lost == 1


def test_another_signature_is_refused(world: World, tablet: Tablet) -> None:
    forged = SigningKey.generate().sign(PURPOSE, b"1 x").decode().replace("\n", " ")
    with pytest.raises(SignatureError, match="No tablet of this hub"):
        check_closing(world.hub, forged)
    with pytest.raises(SignatureError):
        check_closing(world.hub, line(tablet).replace(" closed ", " open ").replace(" 2 2 0 ", " 9 9 0 "))
    with pytest.raises(SignatureError):
        check_closing(world.hub, "https://example.org")


def test_a_statement_of_the_other_mode_is_refused(world: World, tablet: Tablet) -> None:
    told = signed_line(tablet, closing_statement(tablet))
    payload = told.split(" ", 4)[4].replace(" test ", " official ")
    other = tablet.signing_key.sign(PURPOSE, payload.encode()).decode().replace("\n", " ")
    with pytest.raises(FormatError, match="not of test mode"):
        check_closing(world.hub, other)


def test_a_scanner_types_it_into_the_command(
    world: World,
    tablet: Tablet,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = str(world.folder / "hub")
    monkeypatch.setenv("KIOSK_HUB_DATABASE", world.database)
    assert main(["hub", "closing", *line(tablet).split(" "), "--folder", folder, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["cast"], told["not_here"]) == ("Minimes", 2, 2)
    paper = line(tablet)
    world.carry(tablet)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{paper}\n"))
    assert main(["hub", "closing", "--folder", folder]) == 0


def test_a_signature_that_begins_with_a_dash_is_no_option(
    world: World, tablet: Tablet, capsys: pytest.CaptureFixture[str]
) -> None:
    words = line(tablet).split(" ")
    words[3] = f"-{'B' if words[3][1] == 'A' else 'A'}{words[3][2:]}"
    assert main(["hub", "closing", *words, "--folder", str(world.folder / "hub"), "--json"]) == 1
    told = capsys.readouterr()
    assert "signature" in told.err.lower()
    assert "usage" not in told.err
