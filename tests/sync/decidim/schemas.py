"""Decidim's schemas, where they are beside the project."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema

from sync.decidim.document import Version
from tests.sync.decidim.minimal import minimal_schema

ROOT = Path(__file__).parents[3]
_FILES: dict[Version, str] = {
    "0.27": "schema-0.27-toulouse.graphql",
    "0.31": "schema-0.31.2.graphql",
    "0.32": "schema-0.32.1.graphql",
}


def schema(version: Version) -> GraphQLSchema:
    """The schema of a version; skips the test where it is not there."""
    found = _found(version)
    if found is None:
        pytest.skip(f"Decidim's schema of {version} is not beside the project (../shared/decidim).")
    return found


@cache
def _found(version: Version) -> GraphQLSchema | None:
    for folder in (ROOT.parent, ROOT.parent.parent):
        path = folder / "shared" / "decidim" / _FILES[version]
        if path.is_file():
            return build_schema(path.read_text(encoding="utf-8"), assume_valid=True)
    return None


def served_schema(version: Version) -> GraphQLSchema:
    """What the test server serves: Decidim's own schema, or our small one where it is not at hand."""
    return _found(version) or minimal_schema(version)
