"""Which version answers, and what follows from it."""

from __future__ import annotations

import pytest

from sync.decidim.document import EVERY_VERSION, Version
from sync.decidim.errors import TooManyRequests, Unsupported
from sync.decidim.profiles import detect
from tests.sync.decidim.city import City
from tests.sync.decidim.server import Fault, serving


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_a_version_that_is_told_is_believed(version: Version) -> None:
    with serving(City(version=f"{version}.1"), version) as platform:
        found = detect(platform.client())
    assert (found.profile.version, found.told, found.how, found.warning) == (
        version,
        f"{version}.1",
        "decidim",
        "",
    )


def test_toulouse_tells_its_version_under_another_name() -> None:
    with serving(City(version=None, deployment="0.27.4"), "0.27") as platform:
        found = detect(platform.client())
    assert (found.profile.version, found.how) == ("0.27", "deployment")


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_a_version_that_is_not_told_is_found_by_what_it_understands(version: Version) -> None:
    with serving(City(version=None), version) as platform:
        found = detect(platform.client())
    assert (found.profile.version, found.how) == (version, "probed")
    assert "decidim.profile" in found.warning


@pytest.mark.parametrize(
    ("told", "used"), [("0.29.5", "0.27"), ("0.30.0", "0.27"), ("0.33.0.dev", "0.32"), ("1.0.0", "0.32")]
)
def test_a_version_we_do_not_know_is_asked_like_the_nearest_lower_with_a_warning(
    told: str, used: Version
) -> None:
    with serving(City(version=told), "0.32") as platform:
        found = detect(platform.client())
    assert found.profile.version == used
    assert told in found.warning
    assert used in found.warning


def test_what_is_older_than_we_know_is_refused_and_can_be_tried_all_the_same() -> None:
    with serving(City(version="0.24.3"), "0.27") as platform:
        with pytest.raises(Unsupported, match=r"0\.24\.3"):
            detect(platform.client())
        asked = len(platform.requests)
        assert detect(platform.client(), "0.27").how == "set"
        assert len(platform.requests) == asked


@pytest.mark.parametrize("number", range(1, 5))
def test_a_throttle_is_no_answer_to_the_question_which_version_it_is(number: int) -> None:
    """Taken for "does not understand", it would make 0.32 look like 0.27."""
    with serving(City(version=None), "0.31") as platform:
        platform.retry_after = "100000"
        platform.fail(number, Fault.THROTTLED)
        with pytest.raises(TooManyRequests):
            detect(platform.client())
