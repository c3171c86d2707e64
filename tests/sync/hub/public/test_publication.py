"""Publishing: only what the hub signed, whole, and never a part of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.errors import CountError, FormatError, KioskError, SignatureError
from kiosk.i18n import translator
from kiosk.ids import Mode
from sync.hub.count.papers import write_papers
from sync.hub.publication import Publications, publish_papers, published_folder
from tests.sync.acts import cast, cast_by_code, cast_by_name
from tests.sync.hub.public.acts import counted, publish_result, published, receipts_of
from tests.world import World


@pytest.fixture
def papers(world: World, tmp_path: Path) -> Path:
    """The papers of a count that set one ballot aside."""
    tablets = [world.tablet(name) for name in ("one", "two")]
    for code in world.drawn["budget"][:4]:
        cast_by_code(tablets[0], code)
    cast_by_code(tablets[1], world.drawn["budget"][0])
    for tablet in tablets:
        world.carry(tablet)
    folder = tmp_path / "papers"
    write_papers(world.hub, counted(world, "budget"), folder, translator("fr"))
    return folder


def events(world: World) -> list[tuple[str, str]]:
    """What the hub has noted of publications."""
    with world.hub.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, detail FROM event WHERE name = 'published'").all()
    return [(row[0], row[1]) for row in rows]


def test_the_papers_are_there_as_they_were_written_and_the_hub_notes_it(world: World, papers: Path) -> None:
    folder = publish_papers(world.hub, "budget", papers)
    assert folder == published_folder(world.hub) / "budget"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in papers.iterdir()
    }
    assert events(world) == [("published", "budget")]
    found = Publications(world.hub).of("budget")
    assert found is not None
    assert (len(found.receipts), len(found.set_aside), dict(found.invalid)) == (4, 1, {})


def test_files_beside_the_papers_are_not_published(world: World, papers: Path) -> None:
    (papers / "notes.txt").write_text("Mme Roux a appelé")
    (papers / "other.pb").write_text("x")
    folder = publish_papers(world.hub, "budget", papers)
    assert not {"notes.txt", "other.pb"} & {path.name for path in folder.iterdir()}


def test_publishing_again_replaces_and_leaves_nothing_behind(world: World, papers: Path) -> None:
    publications = Publications(world.hub)
    publish_papers(world.hub, "budget", papers)
    assert publications.of("budget") is not None
    (published_folder(world.hub) / "budget" / "old.pb").write_text("of an earlier count")
    publish_papers(world.hub, "budget", papers)
    assert [path.name for path in published_folder(world.hub).iterdir()] == ["budget"]
    found = publications.of("budget")
    assert found is not None
    assert "old.pb" not in found.names


def altered_minutes(papers: Path) -> None:
    """One figure of the minutes is another."""
    path = papers / "minutes.json"
    path.write_bytes(path.read_bytes().replace(b'"counted": 4', b'"counted": 5', 1))


def altered_signed(papers: Path) -> None:
    """The same in the signed file."""
    path = papers / "minutes.signed"
    path.write_bytes(path.read_bytes().replace(b'"counted": 4', b'"counted": 5', 1))


def altered_receipts(papers: Path) -> None:
    """A receipt is missing."""
    path = papers / "receipts.csv"
    path.write_text("\n".join(path.read_text().splitlines()[:-1]) + "\n")


def altered_set_aside(papers: Path) -> None:
    """Another reason."""
    path = papers / "set-aside.csv"
    path.write_text(path.read_text().replace("double", "late"))


def no_table(papers: Path) -> None:
    """Not the table it is called."""
    (papers / "set-aside.csv").write_text("a,b\n1\n")


def lost_ballots(papers: Path) -> None:
    """A ballot is missing from the open data."""
    path = papers / "budget.pb"
    path.write_text("\n".join(path.read_text().splitlines()[:-1]) + "\n")


def no_pdf(papers: Path) -> None:
    """A paper is missing."""
    (papers / "minutes.pdf").unlink()


def link_elsewhere(papers: Path) -> None:
    """A paper is a link to something of the hub's."""
    (papers / "minutes.pdf").unlink()
    (papers / "minutes.pdf").symlink_to("/etc/hostname")


CHANGES: tuple[tuple[Callable[[Path], None], type[KioskError]], ...] = (
    (altered_minutes, SignatureError),
    (altered_signed, SignatureError),
    (altered_receipts, FormatError),
    (altered_set_aside, FormatError),
    (no_table, FormatError),
    (lost_ballots, FormatError),
    (no_pdf, CountError),
    (link_elsewhere, CountError),
)


def test_papers_that_are_not_those_of_the_count_are_refused(
    world: World, papers: Path, tmp_path: Path
) -> None:
    for change, error in CHANGES:
        altered = shutil.copytree(papers, tmp_path / change.__name__)
        change(altered)
        with pytest.raises(error):
            publish_papers(world.hub, "budget", altered)
    assert not published_folder(world.hub).exists()
    assert events(world) == []
    publish_papers(world.hub, "budget", papers)


def test_papers_of_another_vote_hub_or_mode_are_refused(world: World, papers: Path, tmp_path: Path) -> None:
    with pytest.raises(CountError, match="papers of budget and not of nom"):
        publish_papers(world.hub, "nom", papers)
    other = World(tmp_path / "other", mode=Mode.OFFICIAL)
    with pytest.raises(SignatureError, match="another key"):
        publish_papers(other.hub, "budget", papers)
    minutes = json.loads((papers / "minutes.json").read_text()) | {"mode": "official"}
    (papers / "minutes.json").write_text(json.dumps(minutes))
    signed = world.hub.signing_key.sign("minutes", (papers / "minutes.json").read_bytes())
    (papers / "minutes.signed").write_bytes(signed)
    with pytest.raises(CountError, match="papers of official mode"):
        publish_papers(world.hub, "budget", papers)
    other.close()


def test_what_was_altered_after_publishing_is_not_read(world: World, papers: Path) -> None:
    folder = publish_papers(world.hub, "budget", papers)
    altered_receipts(folder)
    found = Publications(world.hub).of("budget")
    assert found is not None
    with pytest.raises(FormatError):
        _ = found.receipts
    altered_minutes(folder)
    assert Publications(world.hub).of("budget") is None
    assert Publications(world.hub).all() == []


def test_only_the_name_of_a_vote_is_looked_up(world: World) -> None:
    for name in ("..", ".", "", "../hub", "a/b", ".new-x", "nom\x00", "x" * 300):
        assert Publications(world.hub).of(name) is None


def test_a_vote_by_quartier_has_a_file_for_each(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    cast_by_name(tablet, "Faure", "rives", {"r1": 1})
    world.carry(tablet)
    published(world, "quartier", tmp_path / "papers")
    found = Publications(world.hub).of("quartier")
    assert found is not None
    assert {"quartier-rives.pb", "quartier-canal.pb"} <= set(found.names)


def test_the_command_publishes_what_the_count_wrote(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tablet = world.tablet()
    cast(tablet)
    world.carry(tablet)
    result = counted(world, "nom")
    write_papers(world.hub, result, tmp_path / "papers", translator("fr"))
    hub = str(world.hub.folder.path)
    arguments = ["hub", "publish", "nom", str(tmp_path / "papers"), "--folder", hub, "--json"]
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["published"] is True
    found = Publications(world.hub).of("nom")
    assert found is not None
    assert list(found.sorted_receipts) == sorted(receipts_of(result))
    altered = tmp_path / "papers"
    (altered / "minutes.json").write_text("{}")
    assert main(arguments) == 1
    assert "altered" in capsys.readouterr().err


def test_a_second_count_can_be_published_over_the_first(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    cast(tablet)
    world.carry(tablet)
    result = published(world, "nom", tmp_path / "fr")
    publish_result(world, result, tmp_path / "oc", "oc")
    found = Publications(world.hub).of("nom")
    assert found is not None
    assert found.minutes.activity.title == result.found.activity.title.within("oc")
