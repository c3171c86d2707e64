"""An archive holds everything of one consultation, is the same for the same state, and shows every change."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kiosk.errors import ExportError, FormatError, KioskError, SignatureError
from kiosk.i18n import translator
from kiosk.signed import SigningKey, verify
from sync.hub.count.papers import write_papers
from sync.hub.exports.archive import write_archive
from sync.hub.exports.manifest import check_archive
from sync.hub.exports.review import mask_undecided
from sync.hub.exports.scope import scope_of
from tests.sync.acts import cast_by_code
from tests.sync.hub.exports.filled import canal, comment, proposal, report, response, signal, supports, survey
from tests.sync.hub.test_opt_ins import journal
from tests.world import World


def archived(world: World, path: Path, name: str = "canal-demain", *papers: Path) -> Path:
    """An archive, written."""
    with path.open("wb") as file:
        write_archive(world.hub, scope_of(world.hub, name), file, "fr", papers)
    return path


@pytest.fixture
def filled(world: World) -> World:
    """Proposals, comments, supports, a survey, reports."""
    canal(world, proposal(), comment("Appelez le 06 12 34 56 78"), *supports(3))
    survey(world, response())
    signal(world, report())
    for name in ("canal-demain", "quartier-calme", "signalements"):
        mask_undecided(world.hub, scope_of(world.hub, name), "A. Martin")
    return world


def test_it_is_whole_and_every_file_can_be_read_back(filled: World, tmp_path: Path) -> None:
    path = archived(filled, tmp_path / "a.zip")
    key = filled.hub.signing_key.verify_key
    checked = check_archive(path, key)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert set(contents) == {
        "README.txt", "consultation.json", "contributions.csv", "contributions.xlsx",
        "contributions-columns.csv", "manifest.json", "manifest.signed",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(contents["contributions.csv"].decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(contents["contributions.xlsx"]))["contributions"]
    in_book = [[str(value or "") for value in line] for line in sheet.iter_rows(min_row=2, values_only=True)]
    assert [list(row.values()) for row in rows] == in_book
    assert b"06 12 34 56 78" not in b"".join(contents.values())
    manifest = json.loads(verify(contents["manifest.signed"], "archive", key))
    assert manifest == json.loads(contents["manifest.json"])
    assert manifest["mode"] == "test"
    assert manifest["figures"]["contributions"]["kinds"] == {"comment": 1, "proposal": 1, "support": 3}
    assert manifest["figures"]["contributions"]["masked"] == 1
    assert checked.bytes == sum(len(contents[member["name"]]) for member in manifest["files"])
    assert journal(filled)[-1] == ("archive_written", "canal-demain: 5 files")


def test_surveys_and_reports_are_in_theirs(filled: World, tmp_path: Path) -> None:
    with zipfile.ZipFile(archived(filled, tmp_path / "s.zip", "quartier-calme")) as archive:
        assert {"surveys/calme.csv", "surveys/calme-codebook.csv", "surveys/calme.xlsx"} <= set(
            archive.namelist()
        )
    with zipfile.ZipFile(archived(filled, tmp_path / "r.zip", "signalements")) as archive:
        assert len(json.loads(archive.read("open311/requests.json"))) == 1
        assert json.loads(archive.read("open311/services.json"))


def test_the_same_state_gives_the_same_bytes(filled: World, tmp_path: Path) -> None:
    for name in ("canal-demain", "quartier-calme", "signalements"):
        first = archived(filled, tmp_path / f"{name}-1.zip", name).read_bytes()
        filled.clock.pass_by(hours=5)
        assert archived(filled, tmp_path / f"{name}-2.zip", name).read_bytes() == first


def test_nothing_that_is_secret_is_in_it(filled: World, tmp_path: Path) -> None:
    path = archived(filled, tmp_path / "a.zip", "budget-participatif")
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    index = filled.hub.index(1)
    assert index is not None
    assert b"argon2" not in everything
    assert index.catalogue.codes[0].digests[:40].encode() not in everything


def test_an_undecided_finding_stops_it(filled: World, tmp_path: Path) -> None:
    canal(filled, comment("odile@example.org"))
    with pytest.raises(ExportError, match="1 in the texts"):
        archived(filled, tmp_path / "a.zip")


# -- papers of a count -----------------------------------------------------------------------------


@pytest.fixture
def counted(filled: World, tmp_path: Path) -> Path:
    """The papers of the budget's count."""
    tablet = filled.tablet()
    for code in filled.drawn["budget"]:
        cast_by_code(tablet, code)
    filled.carry(tablet)
    folder = tmp_path / "count"
    write_papers(filled.hub, filled.count("budget"), folder, translator("fr"))
    return folder


def test_the_papers_of_a_count_are_in_it(filled: World, counted: Path, tmp_path: Path) -> None:
    (counted / "notes.txt").write_text("nobody's business", encoding="utf-8")
    (counted / "budget-elsewhere.pb").write_text("not of this vote", encoding="utf-8")
    path = archived(filled, tmp_path / "b.zip", "budget-participatif", counted)
    check_archive(path, filled.hub.signing_key.verify_key)
    with zipfile.ZipFile(path) as archive:
        names = {name for name in archive.namelist() if name.startswith("votes/")}
        assert archive.read("votes/budget/budget.pb") == (counted / "budget.pb").read_bytes()
    papers = ("minutes.json", "minutes.signed", "minutes.pdf", "receipts.csv", "set-aside.csv", "budget.pb")
    assert names == {f"votes/budget/{name}" for name in papers}


def alter(path: Path) -> None:
    """Another byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda folder: (folder / "minutes.signed").unlink(), "no minutes that this hub signed"),
        (lambda folder: alter(folder / "minutes.signed"), "no minutes that this hub signed"),
        (lambda folder: alter(folder / "minutes.json"), "not what minutes.signed signs"),
        (lambda folder: (folder / "budget.pb").write_text("META\n", "utf-8"), "not a .pb file"),
        (lambda folder: (folder / "budget.pb").write_bytes(b"\xff\xfe"), "not a .pb file"),
    ],
)
def test_papers_that_do_not_fit_are_refused(
    filled: World, counted: Path, tmp_path: Path, change: Callable[[Path], None], sentence: str
) -> None:
    change(counted)
    with pytest.raises(ExportError, match=sentence):
        archived(filled, tmp_path / "b.zip", "budget-participatif", counted)


def test_papers_of_another_consultation_are_refused(filled: World, counted: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="which is not in canal-demain"):
        archived(filled, tmp_path / "b.zip", "canal-demain", counted)
    with pytest.raises(ExportError, match="Two of the folders"):
        archived(filled, tmp_path / "c.zip", "budget-participatif", counted, counted)


# -- what a check finds ----------------------------------------------------------------------------


def repacked(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """The archive with other contents."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


CHANGES: dict[str, tuple[Callable[[dict[str, bytes]], object], type[KioskError], str]] = {
    "a cell": (
        lambda c: c.update({"contributions.csv": c["contributions.csv"].replace(b"chaud", b"froid")}),
        FormatError, "contributions.csv was altered",
    ),
    "a file gone": (lambda c: c.pop("README.txt"), FormatError, "README.txt is missing"),
    "a file more": (lambda c: c.update({"x.csv": b"1"}), FormatError, "x.csv is missing, or is in"),
    "another manifest beside": (
        lambda c: c.update({"manifest.json": b"{}"}), SignatureError, "not what manifest.signed signs",
    ),
    "no manifest": (lambda c: c.pop("manifest.signed"), FormatError, "no manifest.signed"),
    "another hub": (
        lambda c: c.update({"manifest.signed": SigningKey.generate().sign("archive", c["manifest.json"])}),
        SignatureError, "signed by another key",
    ),
    "another purpose": (
        lambda c: c.update({"manifest.signed": c["manifest.signed"].replace(b"archive", b"minutes", 1)}),
        SignatureError, "not a signed archive",
    ),
    "a figure in the manifest": (
        lambda c: c.update({"manifest.signed": c["manifest.signed"].replace(b'"rows": 5', b'"rows": 6')}),
        SignatureError, "altered or cut",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_found(filled: World, tmp_path: Path, name: str) -> None:
    change, error, sentence = CHANGES[name]
    path = archived(filled, tmp_path / "a.zip")
    repacked(path, change)
    with pytest.raises(error, match=sentence):
        check_archive(path, filled.hub.signing_key.verify_key)


@pytest.mark.parametrize("end", [0, 10, 0.5, 0.99])
def test_a_cut_archive_is_none(filled: World, tmp_path: Path, end: float) -> None:
    path = archived(filled, tmp_path / "a.zip")
    content = path.read_bytes()
    path.write_bytes(content[: int(end if end > 1 else end * len(content))])
    with pytest.raises(FormatError, match="not a whole archive"):
        check_archive(path, filled.hub.signing_key.verify_key)


def contents_of(path: Path) -> dict[str, bytes]:
    """Name to content."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_damaged_archive_is_none_or_holds_the_same(filled: World, tmp_path: Path) -> None:
    """Some bytes of a zip file, such as a member's time, say nothing about what is in it."""
    path = archived(filled, tmp_path / "a.zip")
    content, before = path.read_bytes(), contents_of(path)
    refused = 0
    for place in range(40, len(content) - 700, max(1, len(content) // 60)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            check_archive(path, filled.hub.signing_key.verify_key)
        except (FormatError, SignatureError):
            refused += 1
        else:
            assert contents_of(path) == before, place
    assert refused > 40
