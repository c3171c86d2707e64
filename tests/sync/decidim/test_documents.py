"""Every document fits each schema it claims, and stays within what Decidim allows for one query."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import (
    FieldNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)

from sync.decidim.document import EVERY_VERSION, Document, Version
from sync.decidim.profiles import PROFILES
from sync.decidim.queries import every_document
from tests.sync.decidim.minimal import minimal_schema
from tests.sync.decidim.schemas import schema

DEPTH_MAX, COMPLEXITY_MAX = 15, 5000
"""Decidim's limits: ``API_SCHEMA_MAX_DEPTH`` and ``API_SCHEMA_MAX_COMPLEXITY``."""
CLAIMS = [
    pytest.param(document, version, id=f"{document.name}-{version}")
    for document in every_document()
    for version in document.versions
]


@pytest.mark.parametrize(("document", "version"), CLAIMS)
def test_a_document_fits_each_schema_it_claims(document: Document[Any], version: Version) -> None:
    assert validate(schema(version), parse(document.text)) == []


@pytest.mark.parametrize(("document", "version"), CLAIMS)
def test_a_document_fits_our_own_small_schemas(document: Document[Any], version: Version) -> None:
    assert validate(minimal_schema(version), parse(document.text)) == []


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_a_version_has_exactly_one_form_of_each_reading(version: Version) -> None:
    for name in (
        "processes",
        "proposals",
        "budgets",
        "surveys",
        "debates",
        "results",
        "pages",
        "classes",
        "organization",
    ):
        assert version in PROFILES[version].document(name).versions
    forms = [document.name for document in every_document() if version in document.versions]
    assert len(forms) == len(set(forms))


def test_a_document_that_claims_too_much_would_be_found() -> None:
    newest = next(d for d in every_document() if d.name == "KioskProbe032")
    assert validate(schema("0.31"), parse(newest.text))


@pytest.mark.parametrize("document", every_document(), ids=lambda document: document.name)
def test_a_document_is_one_operation_under_its_own_name(document: Document[Any]) -> None:
    (operation,) = parse(document.text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name is not None
    assert operation.name.value == document.name
    assert (operation.operation.value == "mutation") == bool(document.writes)


@pytest.mark.parametrize("document", every_document(), ids=lambda document: document.name)
def test_a_document_stays_within_depth_and_complexity(document: Document[Any]) -> None:
    (operation,) = parse(document.text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    depth, cost = measured(operation.selection_set)
    assert depth <= DEPTH_MAX
    assert cost <= COMPLEXITY_MAX


def measured(selection: SelectionSetNode | None) -> tuple[int, int]:
    """Depth and cost as graphql-ruby reckons them: a field is 1, a page multiplies what lies within."""
    if selection is None:
        return 0, 0
    deepest = cost = 0
    for node in selection.selections:
        assert isinstance(node, FieldNode | InlineFragmentNode)
        below, inside = measured(node.selection_set)
        if isinstance(node, InlineFragmentNode):
            deepest, cost = max(deepest, below), cost + inside
            continue
        assert isinstance(node, FieldNode)
        times = next(
            (
                int(a.value.value)
                for a in node.arguments
                if a.name.value == "first" and isinstance(a.value, IntValueNode)
            ),
            1,
        )
        deepest, cost = max(deepest, below + 1), cost + 1 + times * inside
    return deepest, cost
