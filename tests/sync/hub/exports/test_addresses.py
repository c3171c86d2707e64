"""The list for the mailing tool: each address once, with the words its owner agreed to."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from kiosk.errors import CountError, UsageError
from sync.hub.exports.addresses import COLUMNS, addresses_with_consent
from sync.hub.exports.csv_file import csv_bytes
from tests.sync.contributing import DAY, sealed
from tests.sync.hub.exports.filled import rows
from tests.sync.hub.test_contributions import hand_over
from tests.sync.hub.test_opt_ins import address, journal
from tests.world import World


def test_each_address_has_the_proof_of_consent(world: World) -> None:
    hand_over(
        world,
        sealed(world, address("Odile@Example.org", on=DAY - timedelta(days=3))),
        sealed(world, address("odile@example.org", language="oc")),
        sealed(world, address("+33 6 12 34 56 78", language="en")),
        sealed(world, address("06 12 34 56 78", on=DAY - timedelta(days=1))),
        sealed(world, address("nobody")),
    )
    found = addresses_with_consent(world.hub, "lettre de mars")
    assert (len(found.rows), found.repeated, found.refused) == (2, 2, 1)
    read = {row["address"].lstrip("'"): row for row in rows(csv_bytes(COLUMNS, found.rows))}
    assert set(read) == {"odile@example.org", "+33 6 12 34 56 78"}
    odile = read["odile@example.org"]
    assert (odile["kind"], odile["language"], odile["agreed_on"]) == ("email", "oc", DAY.isoformat())
    assert odile["consent_version"] == "1"
    assert odile["consent_text"].startswith("Tolosa")
    assert odile["consent_sha256"] == hashlib.sha256(odile["consent_text"].encode()).hexdigest()
    phone = read["+33 6 12 34 56 78"]
    assert (phone["kind"], phone["language"]) == ("phone", "en")
    assert journal(world)[-1] == ("opt_ins_read", "lettre de mars")
    assert "odile" not in str(journal(world)).casefold()


def test_the_words_are_those_of_the_catalogue_that_was_shown(world: World) -> None:
    hand_over(world, sealed(world, address("odile@example.org")))
    assert world.draft is not None
    world.draft["farewell"]["opt_in"] = {"version": 2, "text": {"fr": "D’autres mots"}}
    world.publish()
    hand_over(world, sealed(world, address("jean@example.org", consent=2), version=2))
    found = {row[0]: row for row in addresses_with_consent(world.hub, "lettre").rows}
    assert found["jean@example.org"][5] == "D’autres mots"
    assert found["odile@example.org"][5].startswith("Toulouse")
    assert found["odile@example.org"][4] == "1"


def test_without_a_reason_or_the_registers_key_nobody_reads(world: World) -> None:
    with pytest.raises(UsageError, match="--reason"):
        addresses_with_consent(world.hub, " ")
    world.hub.folder.register_key.write_bytes(world.hub.folder.contributions_key.read_bytes())
    with pytest.raises(CountError, match="register key"):
        addresses_with_consent(world.hub, "lettre")
    assert "opt_ins_read" not in dict(journal(world))
