"""One city for each test."""

from tests.journeys.conftest import world as world  # noqa: PLC0414 - a fixture
