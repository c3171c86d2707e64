"""The commands of handing over, from what residents wrote to a platform that serves its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import main
from kiosk.contributions.content import CommentContent, ProposalContent, SupportContent
from kiosk.ids import DepositId
from kiosk.receipts import receipt_of
from sync.decidim.credentials import KEY_VARIABLE, SECRET_VARIABLE
from sync.decidim.ledger import State, rows
from sync.decidim.outgoing import receipt_in
from sync.decidim.published import published_outgoing
from sync.hub.erasure import erase_due
from sync.hub.moderation.desk import Desk
from sync.hub.moderation.flags import Flags
from sync.hub.moderation.listed import Viewer
from sync.hub.moderation.published import slug_of
from tests.sync.acts import parcel_of
from tests.sync.contributing import DAY, sealed
from tests.sync.decidim.city import City, Thing
from tests.sync.decidim.server import KEY, SECRET, Platform, serving
from tests.sync.decidim.test_lots import imported
from tests.world import World

ERASED_ON = "2028-12-31"
NOWHERE = ("--address", "http://127.0.0.1:1", "--profile", "0.32")
MARIE = Viewer("marie")
CHARTED: dict[str, Any] = {"language": "fr", "on": DAY, "charter": 1}


@dataclass
class Town:
    """A hub with published contributions, and where they may go."""

    world: World
    city: City
    component: Thing
    fountain: DepositId
    bench: DepositId
    said: DepositId

    @property
    def folder(self) -> Path:
        """The hub's."""
        return self.world.hub.folder.path

    def posts(self) -> list[str | None]:
        """Receipts of the proposals on the platform."""
        return [receipt_in(p["body"]["translations"][0]["text"]) for p in self.component["_proposals"]]


def kiosk(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any, str]:
    """Run `kiosk hub decidim …`: the exit code, its figures, and what it says."""
    code = main(["hub", "decidim", *map(str, words), "--json"])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else None, told.err


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Two proposals and a comment are published; a third proposal waits for the moderators."""
    world = World(tmp_path)
    assert world.draft is not None
    written = [
        ProposalContent(
            **CHARTED,
            title="Une fontaine près du pont",
            body="Il fait chaud sur la berge.",
            theme="nature",
            place="Au pied de l’écluse",
        ),
        ProposalContent(**CHARTED, title="Un banc au soleil", body="Un banc" + " et un banc" * 44),
        ProposalContent(**CHARTED, title="Celle-ci attend encore", body="Personne ne l’a encore lue."),
    ]
    deposits = [sealed(world, one) for one in written]
    fountain, bench, _ = (one.id for one in deposits)
    about = slug_of(fountain)
    # Tablets show it: from now on people can comment on it and support it.
    shown = {"id": about, "title": {"fr": written[0].title}, "body": {"fr": written[0].body}, "on": str(DAY)}
    ideas = next(a for c in world.draft["consultations"] for a in c["activities"] if a["id"] == "canal-idees")
    ideas["proposals"].append(shown)
    canal = next(c for c in world.draft["consultations"] if c["id"] == "canal-demain")
    canal["contributions_erased_on"] = ERASED_ON
    world.publish()
    said = CommentContent(**CHARTED, proposal=about, alignment=1, body="Très bien vu")
    comment = sealed(world, said, version=2)
    support = sealed(world, SupportContent(**CHARTED, proposal=about), version=2)
    world.intake.take(parcel_of(world.tablet(), [*deposits, comment, support]))
    desk = Desk(world.hub, Flags(()))
    for deposit in (fountain, bench, comment.id):
        desk.publish(MARIE, deposit, desk.one(MARIE, deposit).state.steps)
    city = City()
    component = city.add(city.process("canal", "Le canal demain"), "Proposals", "Idées")
    target = {"component": component["id"], "classes": {"nature": {"category": "3", "taxonomies": ["31"]}}}
    targets = {"format": "kiosk-targets/1", "activities": {"canal-idees": target}}
    (world.hub.folder.path / "decidim-targets.json").write_text(json.dumps(targets))
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)
    yield Town(world, city, component, fountain, bench, comment.id)
    world.close()


def at(town: Town, platform: Platform) -> list[str]:
    """The options that every command takes here."""
    return ["--folder", str(town.folder), "--address", platform.address, "--test-platform"]


def test_what_moderation_published_goes_out_once(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(town.city, "0.32") as platform:
        where = at(town, platform)
        code, told, _ = kiosk(capsys, "push", "--dry-run", *where)
        assert code == 0
        states = {one["receipt"]: (one["state"], one["reason"]) for one in told["items"]}
        assert states == {
            receipt_of(town.fountain): ("planned", ""),
            receipt_of(town.bench): ("held", "body_long"),
            receipt_of(town.said): ("planned", ""),
        }
        assert rows(town.world.hub) == []
        code, told, _ = kiosk(capsys, "push", *where)
        assert (code, told["sent"], told["held"]) == (0, 2, 1)
        assert town.posts() == [receipt_of(town.fountain)]
        (post,) = town.component["_proposals"]
        assert "Au pied de l’écluse" in post["body"]["translations"][0]["text"]
        assert post["taxonomies"] == [{"id": "31"}]
        assert [comment["alignment"] for comment in post["_comments"]] == [1]
        code, told, _ = kiosk(capsys, "push", *where)
        assert (code, told["sent"]) == (0, 0)
        code, told, _ = kiosk(capsys, "status", "--folder", town.folder)
    assert code == 1, "something is held: somebody must look"
    assert told["activities"] == {"canal-idees": {"comment done": 1, "proposal done": 1, "proposal held": 1}}
    assert [one["reasons"] for one in told["items"]] == [
        ["The text is too long for the platform, together with the place and the receipt below it."]
    ]
    assert told["last_push"].endswith("{}"), "the last run had nothing to do"


def test_hiding_and_editing_after_it_went_out_is_shown(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(town.world.hub, Flags(()))
    with serving(town.city, "0.32") as platform:
        kiosk(capsys, "push", *at(town, platform))
        one = desk.one(MARIE, town.fountain)
        desk.hide(MARIE, town.fountain, one.state.steps, "off_topic", "Une raison")
        kiosk(capsys, "push", *at(town, platform))
    _, told, _ = kiosk(capsys, "status", "--folder", town.folder)
    changed = [item["receipt"] for item in told["items"] if item["changed_here"]]
    assert changed == [receipt_of(town.fountain)]
    assert len(town.posts()) == 1


def test_an_old_platform_gets_files_and_is_read_to_match_them(
    town: Town, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "stick"
    out.mkdir()
    town.city.version, town.city.deployment = None, "0.27.4"
    with serving(town.city, "0.27") as platform:
        where = at(town, platform)
        code, told, _ = kiosk(capsys, "lots", "canal-idees", "--make", "--to", out, *where)
        assert (code, told["lots"]) == (0, [1])
        (file,) = map(Path, told["files"])
        content = file.read_bytes()
        assert [row["category/id"] for row in imported(content)] == ["3"]
        code, told, said = kiosk(capsys, "lots", "canal-idees", "--make", "--to", out, *where)
        assert (told["lots"], "no lot was made" in said) == ([], True)
        file.unlink()
        kiosk(capsys, "lots", "--again", 1, "--to", out, *where)
        assert file.read_bytes() == content
        code, told, _ = kiosk(capsys, "lots", "canal-idees", "--match", *where)
        assert (code, told["missing"]) == (1, [receipt_of(town.fountain)])
        for row in imported(content):
            town.city.proposal(town.component, row["title/fr"], f"<p>{row['body/fr']}</p>", official=True)
        code, told, said = kiosk(capsys, "lots", "--void", 1, *where)
        assert (code, "on the platform" in said) == (1, True)
        code, told, _ = kiosk(capsys, "lots", "canal-idees", "--match", *where)
        assert (code, told["known"], told["missing"]) == (0, 1, [])
        code, told, _ = kiosk(capsys, "lots", "--folder", town.folder)
    assert [(one["lot"], one["items"], one["written"], one["void"]) for one in told] == [(1, 1, True, False)]
    states = {row.receipt: (row.state, row.reason) for row in rows(town.world.hub)}
    assert states[receipt_of(town.fountain)][0] is State.DONE
    assert states[receipt_of(town.said)] == (State.HELD, "by_hand")


def test_a_comment_on_a_merged_proposal_goes_to_the_one_it_stands_for(town: Town) -> None:
    desk = Desk(town.world.hub, Flags(()))
    desk.merge(
        MARIE,
        town.fountain,
        desk.one(MARIE, town.fountain).state.steps,
        town.bench,
        desk.one(MARIE, town.bench).state.steps,
    )
    found = {item.deposit: item for item in published_outgoing(town.world.hub)}
    assert set(found) == {town.bench, town.said}
    assert found[town.said].parent == slug_of(town.bench)


def test_erasing_takes_the_words_out_of_the_ledger_and_keeps_what_was_handed_over(
    town: Town, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with serving(town.city, "0.32") as platform:
        kiosk(capsys, "push", *at(town, platform))
        before = {row.receipt: (row.state, row.remote) for row in rows(town.world.hub)}
        assert any("Très bien vu" in row.text.body for row in rows(town.world.hub))
        town.world.clock.pass_by(days=700)
        assert erase_due(town.world.hub)
        after = rows(town.world.hub)
        assert {row.text.body for row in after} | {row.text.title for row in after} == {""}
        kept = {row.receipt: (row.state, row.remote) for row in after if row.state is State.DONE}
        assert kept.items() <= before.items()
        assert len(kept) == 2
        disk = b"".join(path.read_bytes() for path in town.folder.glob("hub.db*"))
        assert all(words.encode() not in disk for words in ("Très bien vu", "Au pied de l’écluse"))
        code, told, _ = kiosk(capsys, "push", *at(town, platform))
        assert (code, told["sent"]) == (0, 0)
    code, told, _ = kiosk(capsys, "status", "--folder", town.folder)
    assert (code, told["items"]) == (0, []), "an erasure is no decision that the platform must follow"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["push"], 1, "test mode"),
        (["push", "--test-platform"], 2, "decidim.address"),
        (["lots", "--make", "--test-platform"], 2, "--to DIR"),
        (["lots", "--again", "7", "--to", "."], 1, "no lot 7"),
        (["votes"], 2, "Name the minutes"),
        (["votes", "nothing.signed", "--to", ".", "--test-platform"], 2, "cannot be read"),
        (["votes", "--cancel", "1", "--to", ".", "--test-platform"], 1, "no lot 1"),
        (["push", "--test-platform", *NOWHERE, "--targets", "/nowhere"], 1, "is missing"),
    ],
)
def test_a_wrong_call_is_one_sentence(
    town: Town, capsys: pytest.CaptureFixture[str], words: list[str], code: int, sentence: str
) -> None:
    ended, _, said = kiosk(capsys, *words, "--folder", town.folder)
    assert (ended, len(said.strip().splitlines())) == (code, 1)
    assert sentence in said
    assert rows(town.world.hub) == []
