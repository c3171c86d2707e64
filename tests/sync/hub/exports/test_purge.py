"""On the announced day the decisions go with what they were about, from the bytes of the files too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kiosk.errors import ExportError
from sync.hub.erasure import erase_due
from sync.hub.exports.review import all_findings, mask_undecided
from sync.hub.exports.scope import scope_of
from sync.hub.exports.table import ContributionTable
from tests.sync.hub.exports.filled import canal, comment, report, signal
from tests.world import NOON, World


def disk(world: World) -> bytes:
    """Every byte of the hub's database, and of whatever else lies in its folder."""
    return b"".join(path.read_bytes() for path in sorted(world.hub.folder.path.rglob("*")) if path.is_file())


def test_decisions_go_with_the_contributions_and_not_before(world: World) -> None:
    assert world.draft is not None
    consultation = next(c for c in world.draft["consultations"] if c["id"] == "canal-demain")
    day = date.fromisoformat(consultation["accept_until"][:10]) + timedelta(days=10)
    consultation["contributions_erased_on"] = day.isoformat()
    world.publish()
    canal(world, comment("Appelez Odile au 06 12 34 56 78"))
    signal(world, report(description="Appelez le 06 98 76 54 32"))
    here, there = (scope_of(world.hub, name) for name in ("canal-demain", "signalements"))
    mask_undecided(world.hub, here, "Zyxmark")
    mask_undecided(world.hub, there, "Wvumark")
    with world.hub.reading() as connection:
        rows = connection.exec_driver_sql("SELECT finding, activity FROM export_decision").all()
    gone = [bytes(row[0]) for row in rows if row[1] == "canal-idees"]
    kept = [bytes(row[0]) for row in rows if row[1] == "signaler"]
    assert len(gone) == len(kept) == 1
    world.clock.pass_by(days=(day - NOON.date()).days - 1)
    erase_due(world.hub)
    assert gone[0] in disk(world)
    world.clock.pass_by(days=1)
    assert erase_due(world.hub)["canal-idees"] == 1
    after = disk(world)
    assert gone[0] not in after
    assert kept[0] in after
    assert list(all_findings(world.hub, here)) == []
    assert ContributionTable(world.hub, here, "fr").figures.rows == 0


def test_an_export_leaves_nothing_in_the_hubs_folder(world: World) -> None:
    canal(world, comment("Il fait chaud zyxmark"))
    before = sorted(path.name for path in world.hub.folder.path.rglob("*"))
    ContributionTable(world.hub, scope_of(world.hub, "canal-demain"), "fr").write()
    assert sorted(path.name for path in world.hub.folder.path.rglob("*")) == before
    assert b"zyxmark" not in disk(world)


def test_what_is_not_decided_is_not_decided_by_an_erasure(world: World) -> None:
    canal(world, comment("Appelez Odile au 06 12 34 56 78"))
    world.clock.pass_by(days=4000)
    erase_due(world.hub)
    with pytest.raises(ExportError):
        ContributionTable(world.hub, scope_of(world.hub, "canal-demain"), "fr")
