"""Import files: exact headers, each contribution once, lost files again byte for byte, hostile text."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.errors import FormatError, HandoverError
from sync.decidim.document import Version
from sync.decidim.ledger import State, rows
from sync.decidim.lot_files import Format
from sync.decidim.lots import Lot, all_lots, lot, make_lot, make_void, unwritten, write_lot
from sync.decidim.matching import Post, match, open_data_posts
from sync.decidim.outgoing import Outgoing, receipt_in, seen
from sync.decidim.pusher import only_pusher
from sync.hub.store import HubStore
from tests.matrix import THOROUGH
from tests.sync.decidim.handing_over import BY_LOTS, IDEAS, TARGET, planned, proposal

FULL: dict[str, Any] = {
    "theme": "nature",
    "quartier": "canal",
    "address": "Quai 3; Toulouse",
    "latitude": 43.6,
    "longitude": 1.44,
}


def made(hub: HubStore, version: Version = "0.27", format_: Format = "csv") -> Lot:
    """The next lot, which there is."""
    found = make_lot(hub, IDEAS, TARGET, version, format_)
    assert found is not None
    return found


def imported(content: bytes) -> list[dict[str, str]]:
    """What Decidim's importer reads of a CSV file: Ruby's CSV with ``;`` and the headers as keys."""
    text = content.decode()
    header = next(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert len(set(header)) == len(header)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def posts_from(content: bytes, start: int = 500) -> list[Post]:
    """The proposals that an import makes: official ones are the organisation's."""
    return [
        Post(str(start + number), row["title/fr"], f"<p>{row['body/fr']}</p>")
        for number, row in enumerate(imported(content))
    ]


@pytest.mark.parametrize(
    ("version", "headers"),
    [
        ("0.27", "title/fr;body/fr;category/id;scope/id;address;latitude;longitude"),
        ("0.31", "title/fr;body/fr;taxonomies/ids;address;latitude;longitude"),
        ("0.32", "title/fr;body/fr;taxonomies/ids;address;latitude;longitude"),
    ],
)
def test_a_file_has_the_headers_of_its_version(hub: HubStore, version: Version, headers: str) -> None:
    planned(hub, proposal(1, **FULL), ways=BY_LOTS)
    found = made(hub, version)
    assert found.content.decode().splitlines()[0].replace('"', "") == headers
    (row,) = imported(found.content)
    assert row["title/fr"] == proposal(1).title
    assert (row["address"], row["latitude"], row["longitude"]) == ("Quai 3; Toulouse", "43.6", "1.44")
    classes = (row.get("category/id"), row.get("scope/id"), row.get("taxonomies/ids"))
    assert classes == (("3", "5", None) if version == "0.27" else (None, None, "31"))


def test_json_has_the_same_keys_in_every_object(hub: HubStore) -> None:
    planned(hub, proposal(1, **FULL), proposal(2), ways=BY_LOTS)
    objects = json.loads(made(hub, "0.27", "json").content)
    assert [list(one) for one in objects] == [
        ["title/fr", "body/fr", "category/id", "scope/id", "address", "latitude", "longitude"]
    ] * 2


def test_a_text_in_another_language_of_the_platform_stands_in_both(hub: HubStore) -> None:
    spanish = proposal(1, title="Una fuente en el puente", body="Hace mucho calor en verano.", language="es")
    planned(hub, spanish, proposal(2), proposal(3, language="oc"), ways=BY_LOTS)
    found = {row["title/fr"] + row["title/es"]: row for row in imported(made(hub).content)}
    row = found["Una fuente en el puente" * 2]
    assert row["body/fr"] == row["body/es"]
    assert sum(bool(row["body/es"]) for row in found.values()) == 1


@pytest.mark.parametrize(
    "typed",
    [
        '=HYPERLINK("http://evil";"Clic")',
        "+33 5 61 00 00 00 est le numéro",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0 et le reste",
        "Une ligne\n=1+1\n\t=2+2 et la suite",
        'Un point-virgule;=1+1;"=2+2" et la suite',
        "<img src=x onerror=alert(1)> Il fait chaud",
        "\u202eDroite à gauche\u202c, et \x00\x1b[31mrouge",
        "<p>=1+1</p> dans un paragraphe",
    ],
)
def test_hostile_text_is_text_in_a_spreadsheet_and_on_the_platform(hub: HubStore, typed: str) -> None:
    planned(hub, proposal(1, body=typed), ways=BY_LOTS)
    (stored,) = rows(hub)
    content = made(hub).content
    (row,) = imported(content)
    for separator in ";,\t|\n":
        for cell in row["body/fr"].split(separator):
            assert cell.strip(' "\u00a0')[:1] not in tuple("=+-@"), cell
    assert "<" not in row["body/fr"]
    assert not set("\x00\x1b\u202e\u202c") & set(content.decode())
    shown = " ".join("".join(c for c in typed if c.isprintable() or c in "\n\t").split())
    assert seen(row["body/fr"]) == seen(stored.text.body)
    assert html.unescape(seen(row["body/fr"])).startswith(shown.replace("\u202e", "").replace("\u202c", ""))


@pytest.mark.parametrize("title", ["=1+1 est une formule", "@tous les habitants", "  -5 degrés en hiver"])
def test_a_title_that_a_spreadsheet_would_compute_is_held_for_a_file(hub: HubStore, title: str) -> None:
    planned(hub, proposal(1, title=title), ways=BY_LOTS)
    assert rows(hub)[0].reason == "title_formula"
    planned(hub, proposal(1, title="Du vélo; -5 degrés, +3"), ways=BY_LOTS)
    assert rows(hub)[0].state is State.PLANNED


def test_what_is_in_a_lot_is_in_no_other(hub: HubStore) -> None:
    planned(hub, proposal(1), proposal(2), ways=BY_LOTS)
    first = made(hub)
    assert (first.number, first.items) == (1, 2)
    planned(hub, proposal(1), proposal(2), ways=BY_LOTS)
    assert make_lot(hub, IDEAS, TARGET, "0.27") is None
    planned(hub, proposal(1), proposal(2), proposal(3), ways=BY_LOTS)
    second = made(hub)
    assert (second.number, second.items) == (2, 1)


def test_a_lost_file_is_written_again_byte_for_byte(hub: HubStore, tmp_path: Path) -> None:
    planned(hub, proposal(1), ways=BY_LOTS)
    number = made(hub).number
    assert [one.number for one in unwritten(hub)] == [number]
    first = write_lot(hub, number, tmp_path).read_bytes()
    assert unwritten(hub) == []
    (tmp_path / lot(hub, number).file).unlink()
    planned(hub, proposal(1, title="Un titre qui a changé depuis"), ways=BY_LOTS)
    assert write_lot(hub, number, tmp_path).read_bytes() == first
    assert write_lot(hub, number, tmp_path).read_bytes() == first
    assert rows(hub)[0].changed_here


def test_another_file_of_that_name_is_left_as_it_is(hub: HubStore, tmp_path: Path) -> None:
    planned(hub, proposal(1), ways=BY_LOTS)
    found = made(hub)
    (tmp_path / found.file).write_text("something else")
    with pytest.raises(HandoverError, match="left as it is"):
        write_lot(hub, found.number, tmp_path)
    assert (tmp_path / found.file).read_text() == "something else"
    with pytest.raises(HandoverError, match="no lot 9"):
        write_lot(hub, 9, tmp_path)


def test_no_lot_is_made_while_another_process_hands_over(hub: HubStore) -> None:
    planned(hub, proposal(1), ways=BY_LOTS)
    with only_pusher(hub), pytest.raises(HandoverError, match="Another process"):
        make_lot(hub, IDEAS, TARGET, "0.27")
    assert all_lots(hub) == []


def test_what_was_imported_is_found_by_receipt_and_text(hub: HubStore) -> None:
    items = [proposal(n) for n in range(4)]
    planned(hub, *items, ways=BY_LOTS)
    posts = posts_from(made(hub).content)
    forged = Post("900", "Un titre d’un inconnu", f"Je copie un reçu. {items[0].receipt}")
    report = match(hub, IDEAS, [*posts[1:], forged, Post("901", "Sans reçu aucun", "Rien")])
    assert len(report.found) == 3
    (lacking,) = report.missing
    assert lacking == receipt_in(posts[0].body)
    assert set(report.doubtful) <= {items[0].receipt}
    states = {row.receipt: (row.state, row.remote) for row in rows(hub)}
    assert states[lacking] == (State.SENDING, "")
    assert sorted(remote for state, remote in states.values() if state is State.DONE) == ["501", "502", "503"]
    again = match(hub, IDEAS, posts)
    assert (again.found, again.known, again.missing) == ((lacking,), 3, ())


def test_a_post_of_somebody_else_that_ends_with_the_receipt_is_doubtful(hub: HubStore) -> None:
    planned(hub, proposal(1), ways=BY_LOTS)
    made(hub)
    forged = Post("900", "Un titre d’un inconnu", f"Je copie un reçu. {proposal(1).receipt}")
    report = match(hub, IDEAS, [forged])
    assert (report.found, report.doubtful) == ((), {proposal(1).receipt: ("900",)})
    assert rows(hub)[0].state is State.SENDING


def test_a_file_that_was_imported_twice_is_seen(hub: HubStore) -> None:
    planned(hub, proposal(1), ways=BY_LOTS)
    content = made(hub).content
    report = match(hub, IDEAS, [*posts_from(content, 700), *posts_from(content, 600)])
    assert report.twice == {proposal(1).receipt: ("600", "700")}
    assert (rows(hub)[0].remote, rows(hub)[0].reason) == ("600", "also there as 700")


def test_a_post_of_the_organisation_is_ours_though_somebody_edited_it(hub: HubStore) -> None:
    planned(hub, proposal(1), ways=BY_LOTS)
    made(hub)
    edited = Post(
        "600", "Un titre corrigé par la ville", f"<p>Corrigé. {proposal(1).receipt}</p>", official=True
    )
    assert match(hub, IDEAS, [edited]).found == (proposal(1).receipt,)


def test_a_lot_that_the_platform_did_not_take_is_void_and_its_rows_go_into_another(
    hub: HubStore, tmp_path: Path
) -> None:
    planned(hub, proposal(1), proposal(2), ways=BY_LOTS)
    number = made(hub).number
    make_void(hub, number)
    with pytest.raises(HandoverError, match="void"):
        write_lot(hub, number, tmp_path)
    with pytest.raises(HandoverError, match="void already"):
        make_void(hub, number)
    planned(hub, proposal(1), ways=BY_LOTS)
    again = made(hub)
    assert (again.number, again.items) == (2, 1)
    match(hub, IDEAS, posts_from(again.content))
    with pytest.raises(HandoverError, match="on the platform"):
        make_void(hub, again.number)


@pytest.mark.parametrize("packed", [True, False])
def test_open_data_is_read_as_the_platform_writes_it(tmp_path: Path, packed: bool) -> None:
    text = 'id;component/id;title/fr;body/fr\n5;12;"\'=Titre";"Une ligne\nune autre"\n6;13;Autre;Ailleurs\n'
    path = tmp_path / "data"
    if packed:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("city-open-data-proposals.csv", "\ufeff" + text)
    else:
        path.write_text(text, encoding="utf-8")
    assert list(open_data_posts(path, "12", "fr")) == [Post("5", "=Titre", "Une ligne\nune autre")]


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"\xff\xfe\x00", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_open_data_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data"
    path.write_bytes(content)
    with pytest.raises(FormatError):
        list(open_data_posts(path, "12", "fr"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300 if THOROUGH else 6)
@given(seed=st.integers(0, 2**32))
def test_lots_hold_each_published_item_exactly_once(hub: HubStore, tmp_path: Path, seed: int) -> None:
    """Over any sequence of publishing, editing, hiding, making, losing, writing again, importing, voiding."""
    draw = random.Random(seed)
    published: dict[str, Outgoing] = {}
    everything: dict[str, Outgoing] = {}
    files: dict[int, bytes] = {}
    platform: list[Post] = []
    uploaded: set[int] = set()
    before = {one.number for one in all_lots(hub)}

    def publish() -> None:
        for _ in range(draw.randint(1, 4)):
            item = proposal(f"{seed} {len(everything)}", body=f"Il fait chaud, numéro {len(everything)}.")
            everything[item.receipt] = published[item.receipt] = item

    def edit() -> None:
        if published:
            receipt = draw.choice(sorted(published))
            was = published[receipt]
            published[receipt] = Outgoing(was.deposit, "proposal", IDEAS, was.body + " Corrigé.", was.title)

    def hide() -> None:
        if published:
            del published[draw.choice(sorted(published))]

    def make() -> None:
        make_lot(hub, IDEAS, TARGET, draw.choice(("0.27", "0.31")))

    def write() -> None:
        for one in ours():
            if not one.void and draw.random() < 0.7:
                content = write_lot(hub, one.number, tmp_path).read_bytes()
                assert files.setdefault(one.number, content) == content
                if draw.random() < 0.5:
                    (tmp_path / one.file).unlink()

    def upload() -> None:
        for number in sorted(set(files) - uploaded):
            if not lot(hub, number).void and draw.random() < 0.5:
                platform.extend(posts_from(files[number], 1000 * number))
                uploaded.add(number)

    def look() -> None:
        match(hub, IDEAS, platform)

    def void() -> None:
        look()
        for one in ours():
            if one.number not in uploaded and not one.void and draw.random() < 0.3:
                make_void(hub, one.number)

    def ours() -> list[Lot]:
        return [one for one in all_lots(hub) if one.number not in before]

    for _ in range(20):
        draw.choice((publish, publish, edit, hide, make, write, upload, look, void))()
        planned(hub, *published.values(), ways=BY_LOTS)
    publish()
    planned(hub, *published.values(), ways=BY_LOTS)
    make()
    for one in ours():
        if not one.void:
            files[one.number] = write_lot(hub, one.number, tmp_path).read_bytes()
            (tmp_path / one.file).unlink()
    held = [receipt_in(post.body) for one in ours() if not one.void for post in posts_from(files[one.number])]
    assert len(held) == len(set(held))
    assert set(published) <= set(held) <= set(everything)
    for number in set(files) - uploaded:
        if not lot(hub, number).void:
            platform.extend(posts_from(files[number], 1000 * number))
    report = match(hub, IDEAS, platform)
    assert (report.twice, report.doubtful, report.missing) == ({}, {}, ())
    assert sum(row.receipt in everything and row.state is State.DONE for row in rows(hub)) == len(held)
