"""The pages of other channels: lists brought and dropped, told in figures, nothing changed by a wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.claims.codes import printed
from sync.hub.channels.lists import channel_list_figures
from sync.hub.staff.audit import entries
from sync.hub.staff.rights import Role
from tests.sync.acts import cast_by_code
from tests.sync.hub.channels.test_channels import city, people_xlsx
from tests.sync.hub.exports.filled import rows
from tests.sync.hub.staff.desk import Desk, Page, desk, french, make_account
from tests.world import World


@pytest.fixture(params=["kiosk_wins", "other_wins"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A city with either rule."""
    made = city(tmp_path, request.param)
    yield made
    made.close()


@pytest.fixture
def signed_in(both: World) -> Iterator[Desk]:
    """Somebody of the participation service."""
    with desk(both.hub) as opened:
        opened.sign_in(make_account(both.hub, Role.PARTICIPATION))
        yield opened


def bring(opened: Desk, content: bytes, activity: str = "budget", channel: str = "online") -> Page:
    """Fill in the form with a file."""
    page = opened.get(f"/channels/{activity}")
    csrf = str(page.soup.select_one("main input[name=csrf]")["value"])  # type: ignore[index]
    answer = opened.client.post(
        f"/staff/channels/{activity}/import",
        data={"csrf": csrf, "channel": channel},
        files={"file": ("list.csv", content)},
        follow_redirects=True,
    )
    return opened._page(answer)


def test_a_list_is_brought_told_in_figures_and_dropped(both: World, signed_in: Desk) -> None:
    codes = [printed(code) for code in both.drawn["budget"][:2]]
    page = bring(signed_in, ("Code\n" + "\n".join([*codes, codes[0]])).encode())
    assert page.status == 200
    (row,) = page.rows()
    assert (row[french("Different people")], row[french("Rows again")], row[french("Unknown codes")]) == (
        "2",
        "1",
        "0",
    )
    assert not any(code in str(page.soup) for code in codes)
    (taken,) = channel_list_figures(both.hub)
    assert entries(both.hub, 1)[0].subject == f"budget {taken.id} 2"
    again = bring(signed_in, ("code\n" + "\n".join(codes)).encode(), channel="paper")
    assert again.status == 409
    assert taken.id in again.text
    dropped = signed_in.send(signed_in.get("/channels/budget"), "/drop")
    assert dropped.notice == french("The list is dropped.")
    assert channel_list_figures(both.hub) == []


def test_names_are_brought_from_a_workbook(both: World, signed_in: Desk) -> None:
    page = bring(signed_in, people_xlsx(), "quartier", "paper")
    assert page.rows()[0][french("Channel")] == french("on paper")
    assert channel_list_figures(both.hub)[0].people == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"code\n0000\n", ("Row {row}: the code is too short. Nothing was imported.", 2)),
        (b"code\n\n0000-0000-0000-0000-1\n", ("Row {row}: the code is mistyped. Nothing was imported.", 3)),
        (b"", ("The list cannot be read", 0)),
        (b"PK\x03\x04", ("The list cannot be read", 0)),
        (b"\xff\xfe\x00", ("The list cannot be read", 0)),
    ],
)
def test_a_wrong_list_is_told_and_changes_nothing(
    both: World, signed_in: Desk, content: bytes, words: tuple[str, int]
) -> None:
    page = bring(signed_in, content)
    assert page.status == 422
    said = page.soup.select_one("#file-wrong")
    assert said is not None
    if words[1]:
        assert french(words[0], row=words[1]) in page.text
    assert channel_list_figures(both.hub) == []


def test_after_the_count_lists_stay_and_whom_to_strike_can_be_had(both: World, signed_in: Desk) -> None:
    code = both.drawn["budget"][0]
    bring(signed_in, f"code\n{printed(code)}\n".encode())
    page = signed_in.get("/channels/budget")
    csrf = str(page.soup.select_one("main input[name=csrf]")["value"])  # type: ignore[index]
    assert signed_in.post("/channels/budget/strike", {"csrf": csrf}).status == 409
    tablet = both.tablet()
    cast_by_code(tablet, code)
    both.carry(tablet)
    both.count("budget")
    signed_in.sign_in("participation")
    after = signed_in.get("/channels/budget")
    assert after.soup.select("form[action$='/drop'], form[action$='/import']") == []
    wins_here = bool(after.soup.select("form[action$='/strike']"))
    rule = next(iter(both.draft["consultations"][0]["activities"]))["channels"]  # type: ignore[index]
    assert wins_here == (rule == "kiosk_wins")
    if wins_here:
        answer = signed_in.send(after, "/strike").answer
        assert rows(answer.content) == [{"channel": "online", "code": printed(code)}]
        assert entries(both.hub, 1)[0].act == "strike_list_read"
    csrf = str(after.soup.select_one("header input[name=csrf]")["value"])  # type: ignore[index]
    name = channel_list_figures(both.hub)[0].id
    assert signed_in.post("/channels/budget/drop", {"csrf": csrf, "name": name}).status == 409
    assert len(channel_list_figures(both.hub)) == 1


def test_a_vote_that_looks_at_no_other_channel_takes_no_list(both: World, signed_in: Desk) -> None:
    page = signed_in.get("/channels/nom")
    assert page.soup.select("main form") == []
    assert french("Nobody looks at other channels for this vote.") in page.text
    assert signed_in.get("/channels/nowhere").status == 404
    assert french("Online or on paper too") == signed_in.get("/channels").title


def test_a_form_without_a_file_or_a_channel_is_refused(both: World, signed_in: Desk) -> None:
    page = signed_in.get("/channels/budget")
    csrf = str(page.soup.select_one("main input[name=csrf]")["value"])  # type: ignore[index]
    for fields in ({"channel": "online"}, {"channel": "radio"}, {}):
        assert signed_in.post("/channels/budget/import", {"csrf": csrf} | fields).status == 422
    assert channel_list_figures(both.hub) == []
