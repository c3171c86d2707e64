"""Who took part online or on paper is looked at before the cut; papers say how many, and nothing says who."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kiosk.catalogue.model import Role
from kiosk.claims.codes import new_code, printed
from kiosk.errors import ContentError, CountError, FormatError, KioskError, UsageError
from kiosk.i18n import translator
from kiosk.staff.codes import Codes
from sync.demo import demo_draft
from sync.hub.channels.lists import channel_list_figures, drop_list, import_list
from sync.hub.channels.strike import strike_list
from sync.hub.count.minutes import minutes
from sync.hub.count.papers import write_papers
from sync.hub.count.run import Result, count
from sync.hub.erasure import erase_due
from sync.hub.paper.minutes_pdf import minutes_pdf
from tests.kiosk.staff.test_acts import desk
from tests.sync.acts import cast_by_code, cast_by_name
from tests.world import NOON, World


def ballots(draft: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every vote of a draft."""
    for consultation in draft["consultations"]:
        yield from (one for one in consultation["activities"] if one["kind"] == "ballot")


def city(folder: Path, rule: str, **changes: Any) -> World:
    """A city in which that channel wins, wherever a vote can tell who took part."""
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    for ballot in ballots(draft):
        if ballot["claim"] in ("code", "declared"):
            ballot["channels"] = rule
            ballot.update(changes if ballot["claim"] == "code" else {})
    return World(folder, draft=draft)


@pytest.fixture(params=["kiosk_wins", "other_wins"])
def any_rule(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A city with either rule."""
    made = city(tmp_path / "city", request.param)
    yield made
    made.close()


@pytest.fixture
def other_wins(tmp_path: Path) -> Iterator[World]:
    """The other channel wins."""
    made = city(tmp_path / "city", "other_wins")
    yield made
    made.close()


@pytest.fixture
def kiosk_wins(tmp_path: Path) -> Iterator[World]:
    """The kiosk wins."""
    made = city(tmp_path / "city", "kiosk_wins")
    yield made
    made.close()


def csv_of(*codes: str, heading: str = "code") -> bytes:
    """A list of codes."""
    return "\n".join((heading, *codes, "")).encode()


def cards(world: World, *numbers: int) -> list[str]:
    """Codes as they stand on cards."""
    return [printed(world.drawn["budget"][number]) for number in numbers]


def vote_with(world: World, *numbers: int, tablet: str = "one") -> None:
    """Ballots of these codes, carried to the hub."""
    there = world.tablet(tablet)
    for number in numbers:
        cast_by_code(there, world.drawn["budget"][number])
    world.carry(there)


def disk(world: World) -> bytes:
    """Every byte of the hub's database."""
    return b"".join(path.read_bytes() for path in sorted(world.hub.folder.path.glob("hub.db*")))


def figures(result: Result) -> tuple[int, int, int, int]:
    """lists, people, set aside, to strike."""
    found = result.elsewhere
    assert found is not None
    return found.lists, found.people, found.set_aside, found.to_strike


def test_where_the_other_channel_wins_the_ballot_here_is_set_aside_before_the_cut(other_wins: World) -> None:
    world = other_wins
    vote_with(world, 0, 1, 2)
    taken = import_list(world.hub, "budget", "online", csv_of(*cards(world, 1, 5), printed(new_code())))
    assert (taken.people, taken.repeated, taken.unknown) == (3, 0, 1)
    result = world.count("budget")
    assert [reason for _, reason in result.set_aside] == ["took_part_elsewhere"]
    assert (result.ballots, result.received) == (2, 3)
    assert figures(result) == (1, 3, 1, 0)
    assert world.count("budget").set_aside == result.set_aside, "counting again gives the same"
    with pytest.raises(CountError, match="kiosk does not win"):
        strike_list(world.hub, "budget")


def test_where_the_kiosk_wins_it_counts_and_only_the_register_learns_whom_to_strike(
    kiosk_wins: World,
) -> None:
    world = kiosk_wins
    vote_with(world, 0, 1, 2)
    import_list(world.hub, "budget", "online", csv_of(*cards(world, 1, 5)))
    import_list(world.hub, "budget", "paper", csv_of(*cards(world, 2)))
    with pytest.raises(CountError, match="after the count"):
        strike_list(world.hub, "budget")
    result = world.count("budget")
    assert (result.ballots, result.set_aside) == (3, ())
    assert figures(result) == (2, 3, 0, 2)
    found = strike_list(world.hub, "budget")
    assert found.headings == ("channel", "code")
    assert found.rows == (("online", *cards(world, 1)), ("paper", *cards(world, 2)))
    world.hub.folder.register_key.unlink()
    with pytest.raises(CountError, match="register key"):
        strike_list(world.hub, "budget")


def test_whose_ballots_here_do_not_count_is_not_struck_there(tmp_path: Path) -> None:
    world = city(tmp_path, "kiosk_wins", doubles="set_all_aside")
    vote_with(world, 0, 1, tablet="one")
    vote_with(world, 0, tablet="two")
    import_list(world.hub, "budget", "online", csv_of(*cards(world, 0, 1)))
    result = world.count("budget")
    assert figures(result) == (1, 2, 0, 1)
    assert strike_list(world.hub, "budget").rows == (("online", *cards(world, 1)),)
    world.close()


def test_a_double_here_of_somebody_elsewhere_counts_nowhere_here(other_wins: World) -> None:
    world = other_wins
    vote_with(world, 0, 1, tablet="one")
    vote_with(world, 0, tablet="two")
    import_list(world.hub, "budget", "online", csv_of(*cards(world, 0)))
    result = world.count("budget")
    assert [reason for _, reason in result.set_aside] == ["took_part_elsewhere"] * 2
    assert figures(result) == (1, 1, 2, 0)


def test_a_spoiled_card_and_its_reserve_are_one_right(tmp_path: Path) -> None:
    for rule, expected in (("other_wins", (1, 1, 1, 0)), ("kiosk_wins", (1, 1, 0, 1))):
        world = city(tmp_path / rule, rule, code_replacement="staff")
        tablet = world.tablet()
        spoiled, reserve, *_ = world.drawn["budget"]
        Codes(desk(tablet, Role.STAFF)).replace(spoiled, reserve, "Carte mouillée")
        cast_by_code(tablet, reserve)
        world.carry(tablet)
        import_list(world.hub, "budget", "online", csv_of(printed(spoiled)))
        assert figures(world.count("budget")) == expected
        if rule == "kiosk_wins":
            assert strike_list(world.hub, "budget").rows == (("online", printed(spoiled)),)
        world.close()


PEOPLE = [
    ("Odile", "Faure", "07/03/1948"),
    ("ODILE", "  fauré ", "1948-03-07"),
    ("Jean-Noël", "O’Brien", "07031950"),
]


def people_csv(separator: str = ";", mark: str = "") -> bytes:
    """People as an export of another platform has them."""
    rows = [("N°", "Prénom", "Nom", "Date de naissance", "E-mail")]
    rows += [(str(n), *one, "x@example.org") for n, one in enumerate(PEOPLE)]
    return (mark + "\r\n".join(separator.join(row) for row in rows)).encode()


def people_xlsx() -> bytes:
    """The same, with real dates in the cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["first_name", "last_name", "birth_date"])
    sheet.append(["Odile", "Faure", date(1948, 3, 7)])
    sheet.append([])
    sheet.append(["Odile", "Faure", datetime(1948, 3, 7)])  # noqa: DTZ001 - as a cell holds it
    sheet.append(["Jean Noel", "O Brien", "7/3/1950"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content", [people_csv(), people_csv(",", "\ufeff"), people_csv("\t"), people_xlsx()]
)
def test_declared_people_are_written_as_the_kiosk_writes_them(any_rule: World, content: bytes) -> None:
    world = any_rule
    tablet = world.tablet()
    cast_by_name(tablet, "Faure", "rives", {"r1": 1})
    cast_by_name(tablet, "Roux", "canal", {"c1": 1})
    world.carry(tablet)
    taken = import_list(world.hub, "quartier", "paper", content)
    assert (taken.people, taken.repeated, taken.unknown) == (2, 1, 0)
    result = world.count("quartier")
    wins_here = result.found.activity.channels.value == "kiosk_wins"
    assert figures(result) == ((1, 2, 0, 1) if wins_here else (1, 2, 1, 0))
    if wins_here:
        assert strike_list(world.hub, "quartier").rows == (("paper", "ODILE", "FAURE", "1948-03-07"),)


def test_one_list_is_one_list_however_it_is_written(any_rule: World) -> None:
    world = any_rule
    first = import_list(world.hub, "quartier", "paper", people_csv())
    with pytest.raises(FormatError, match=f"imported on {first.imported_on} as list {first.id}"):
        import_list(world.hub, "quartier", "online", people_xlsx())
    assert channel_list_figures(world.hub) == [first]
    drop_list(world.hub, first.id)
    assert channel_list_figures(world.hub) == []
    assert import_list(world.hub, "quartier", "paper", people_xlsx()).people == 2
    with pytest.raises(UsageError, match="channel show"):
        drop_list(world.hub, first.id)


BAD: list[tuple[str, bytes, str]] = [
    ("budget", b"", "empty"),
    ("budget", b"code\n\n\n", "names nobody"),
    ("budget", b"name\nOdile\n", "no column code"),
    ("budget", b"code;Code\na;b\n", "more than one column code"),
    ("budget", b"code\nABCD\n", "Row 2: the code is too short"),
    ("budget", b"code\n\n0000-0000-0000-0000-1\n", "Row 3: the code is mistyped"),
    ("budget", "code\nOdile Fauré\n".encode("cp1252"), "Row 2 is not in UTF-8"),
    ("budget", b'code\n"abc\n', "Row 2 of the list cannot be read"),
    ("budget", b"PK\x03\x04 no workbook at all", "not an XLSX file"),
    ("quartier", b"first_name,last_name\nA,B\n", "no column birth_date"),
    ("quartier", b"prenom,nom,ne le\nOdile,Faure,1/1/1948\nOdile,,1/1/1948\n", "Row 3: a name is missing"),
    ("quartier", b"prenom,nom,ne le\nOdile,Faure,30/02/1948\n", "Row 2: the birth date cannot be"),
    ("quartier", b"prenom,nom,ne le\nOdile,Faure,1/1/48\n", "Row 2: the birth date cannot be read"),
    ("quartier", b"prenom,nom,ne le\nOdile,Faure,1/1/2948\n", "Row 2: the birth date cannot be"),
    ("quartier", b"prenom,nom,ne le\n" + b"x" * 61 + b",Faure,1/1/1948\n", "Row 2: a name is too long"),
    ("nowhere", b"code\n", "No vote is called nowhere"),
    ("nom", b"code\n", "does not say which channel wins"),
]


@pytest.mark.parametrize(("activity", "content", "sentence"), BAD, ids=[case[2] for case in BAD])
def test_a_wrong_list_is_refused_with_its_row_and_changes_nothing(
    any_rule: World, activity: str, content: bytes, sentence: str
) -> None:
    good = "\n".join(cards(any_rule, 0))
    if content.startswith(b"code\n") and activity == "budget":
        assert import_list(any_rule.hub, "budget", "online", f"code\n{good}".encode()).people == 1
    before = channel_list_figures(any_rule.hub)
    with pytest.raises(KioskError, match=sentence):
        import_list(any_rule.hub, activity, "online", content)
    assert channel_list_figures(any_rule.hub) == before


def test_a_bomb_is_not_unpacked(any_rule: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.hub.sheet_reading._UNPACKED_MAX", 1000)
    with pytest.raises(FormatError, match="unpacks to far more"):
        import_list(any_rule.hub, "quartier", "paper", people_xlsx())
    monkeypatch.setattr("sync.hub.sheet_reading.ROWS_MAX", 2)
    with pytest.raises(FormatError, match="more than 2 rows"):
        import_list(any_rule.hub, "quartier", "paper", people_csv())


def test_after_the_count_no_list_comes_or_goes(any_rule: World) -> None:
    world = any_rule
    vote_with(world, 0)
    taken = import_list(world.hub, "budget", "online", csv_of(*cards(world, 0)))
    world.count("budget")
    with pytest.raises(CountError, match="counted already"):
        import_list(world.hub, "budget", "online", csv_of(*cards(world, 1)))
    with pytest.raises(CountError, match="counted already"):
        drop_list(world.hub, taken.id)
    assert channel_list_figures(world.hub) == [taken]


def test_nobody_is_in_the_database_in_clear_and_the_list_goes_with_the_claims(any_rule: World) -> None:
    world = any_rule
    code = cards(world, 0)[0]
    import_list(world.hub, "budget", "online", csv_of(code))
    import_list(world.hub, "quartier", "paper", people_csv())
    with world.hub.reading() as connection:
        rows = connection.exec_driver_sql("SELECT content, same FROM channel_list").all()
    pieces = [bytes(row[0])[at : at + 64] for row in rows for at in range(0, 1000, 100)]
    pieces += [bytes(row[1]) for row in rows]
    before = disk(world)
    # Within a page of SQLite the content lies in one piece as far as it goes.
    assert sum(piece in before for piece in pieces) > 0.8 * len(pieces)
    for clear in (code, code.replace("-", ""), "ODILE", "Odile", "1948-03-07", "07/03/1948"):
        assert clear.encode() not in before
    index = world.hub.index(1)
    assert index is not None
    digests = list(index.codes["budget"])
    assert not any(bytes(digest) in before or digest.hex().encode() in before for digest in digests)
    for name in ("budget", "quartier"):
        world.count(name)
    day = max(index.ballots[name].consultation.claims_erased_on for name in ("budget", "quartier"))
    world.clock.now = NOON + (day - NOON.date()) + timedelta(hours=1)
    erase_due(world.hub)
    after = disk(world)
    assert channel_list_figures(world.hub) == []
    assert [piece for piece in pieces if piece in after] == []


def test_a_list_that_does_not_open_stops_the_count(any_rule: World) -> None:
    world = any_rule
    vote_with(world, 0)
    import_list(world.hub, "budget", "online", csv_of(*cards(world, 0)))
    with world.hub.transaction() as connection:
        connection.exec_driver_sql("UPDATE channel_list SET content = zeroblob(2000)")
    with pytest.raises(CountError, match="cannot be opened"):
        world.count("budget")
    assert not world.hub.was_counted("budget")


def test_papers_say_how_many_and_never_who(any_rule: World, tmp_path: Path) -> None:
    world = any_rule
    vote_with(world, *range(8))
    import_list(world.hub, "budget", "online", csv_of(*cards(world, 0, 1, 2)))
    result = world.count("budget")
    content = minutes(world.hub, result, "fr")
    rule = result.found.activity.channels.value
    assert content["activity"]["channels"] == rule  # type: ignore[index]
    strikes = 3 if rule == "kiosk_wins" else 0
    assert content["elsewhere"] == {"lists": 1, "people": 3, "set_aside": 3 - strikes, "to_strike": strikes}
    assert content["equation"]["holds"]  # type: ignore[index]
    papers = write_papers(world.hub, result, tmp_path / "papers", translator("en"))
    everything = b"".join(path.read_bytes() for path in papers.values())
    for code in cards(world, 0, 1, 2):
        assert code.encode() not in everything
    assert minutes_pdf(content, translator("en")) != minutes_pdf(
        {name: value for name, value in content.items() if name != "elsewhere"}, translator("en")
    )


def test_without_a_rule_minutes_say_nothing_of_other_channels(world: World) -> None:
    vote_with(world, 0)
    content = minutes(world.hub, world.count("budget"), "fr")
    assert "elsewhere" not in content
    assert "channels" not in content["activity"]  # type: ignore[operator]


def test_the_rule_is_written_only_where_there_is_one(world: World, other_wins: World) -> None:
    assert b'"channels"' not in world.hub.newest_catalogue()[1]  # type: ignore[index]
    assert b'"channels": "other_wins"' in other_wins.hub.newest_catalogue()[1]  # type: ignore[index]


def test_the_rule_cannot_change_once_people_vote(other_wins: World) -> None:
    assert other_wins.draft is not None
    for ballot in ballots(other_wins.draft):
        ballot.pop("channels", None)
    with pytest.raises(ContentError, match="cannot change any more"):
        other_wins.publish()


def test_a_vote_that_knows_nobody_cannot_look_at_other_channels(tmp_path: Path) -> None:
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    next(one for one in ballots(draft) if one["id"] == "nom")["channels"] = "kiosk_wins"
    with pytest.raises(ContentError, match="who took part elsewhere"):
        World(tmp_path, draft=draft)


def test_many_are_imported_and_counted(other_wins: World) -> None:
    world = other_wins
    vote_with(world, 0)
    codes = [printed(new_code()) for _ in range(20_000)]
    taken = import_list(world.hub, "budget", "online", csv_of(*codes, *cards(world, 0), *codes[:5]))
    assert (taken.people, taken.repeated, taken.unknown) == (20_001, 5, 20_000)
    world.clock.pass_by(days=60)
    result = count(world.hub, "budget", world.shares[:2], processes=1)
    assert figures(result) == (1, 20_001, 1, 0)
