"""Reports as GeoReport v2: the fields of the standard, its forms, and nobody's address.

The required fields and forms are those of https://wiki.open311.org/GeoReport_v2.
"""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest

from kiosk.errors import ExportError, UsageError
from sync.hub.exports.open311 import Reports
from sync.hub.exports.review import mask_undecided
from sync.hub.exports.scope import scope_of
from tests.sync.hub.exports.filled import HOSTILE, report, signal
from tests.world import World

SERVICE = {
    "service_code": str, "service_name": str, "description": str, "metadata": bool, "type": str,
    "keywords": str, "group": str,
}  # fmt: skip
REQUEST = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
W3 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def written(world: World, name: str = "signalements") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(services, requests), read back."""
    services, requests = io.BytesIO(), io.BytesIO()
    Reports(world.hub, scope_of(world.hub, name), "fr").write(services, requests)
    return json.loads(services.getvalue()), json.loads(requests.getvalue())


def test_every_service_has_the_fields_of_the_standard(world: World) -> None:
    services, requests = written(world)
    assert requests == []
    assert services
    for service in services:
        assert {name: type(value) for name, value in service.items()} == SERVICE
        assert service["type"] in ("realtime", "batch", "blackbox")
        assert service["metadata"] is False
        assert service["service_name"]
    codes = [service["service_code"] for service in services]
    assert len(set(codes)) == len(codes)


def test_every_request_has_the_fields_of_the_standard_and_a_known_service(world: World) -> None:
    sent = signal(world, report(), report(quartier="", urgency=""), report(description=HOSTILE))
    mask_undecided(world.hub, scope_of(world.hub, "signalements"), "A. Martin")
    services, requests = written(world)
    names = {service["service_code"]: service["service_name"] for service in services}
    assert len(requests) == 3
    for one in requests:
        assert set(one) == REQUEST
        assert one["status"] in ("open", "closed")
        assert names[one["service_code"]] == one["service_name"]
        for moment in ("requested_datetime", "updated_datetime"):
            assert W3.fullmatch(one[moment])
            assert one[moment].endswith("T00:00:00Z"), "the hour is not kept"
        # An address or a place is required; the kiosk knows the address alone.
        assert one["address"]
        assert (one["lat"], one["long"], one["media_url"], one["zipcode"]) == (None,) * 4
        assert not any(sign in json.dumps(one, ensure_ascii=False) for sign in "\u202e\x1b\x00")
    assert len({one["service_request_id"] for one in requests}) == 3
    text = json.dumps(requests)
    assert not any(deposit.id.hex() in text for deposit in sent)
    assert "odile" not in text
    assert "12 rue des Tilleuls, Rives de Garonne" in {one["address"] for one in requests}
    assert "12 rue des Tilleuls" in {one["address"] for one in requests}


def test_what_a_report_says_is_reviewed_first(world: World) -> None:
    signal(world, report(description="Appelez Odile au 06 12 34 56 78", street="Chez a@b.fr"))
    with pytest.raises(ExportError, match="2 in the texts"):
        written(world)
    mask_undecided(world.hub, scope_of(world.hub, "signalements"), "A. Martin")
    (one,) = written(world, "signaler")[1]
    assert one["description"] == "Appelez Odile au [phone]"
    assert one["address"].startswith("Chez [email]")


def test_where_nothing_takes_reports_there_are_none(world: World) -> None:
    with pytest.raises(UsageError, match="Nothing in nuit takes reports"):
        written(world, "nuit")
