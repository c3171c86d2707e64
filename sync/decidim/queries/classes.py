"""What things are sorted by: categories and scopes up to 0.29, taxonomies since 0.30."""

from __future__ import annotations

from typing import Annotated

from sync.decidim.document import NOTHING, WORDS, Answer, Document, Named, NoNulls, Words


class Category(Named):
    """A category of one process, with those below it."""

    name: Words = NOTHING
    subcategories: Annotated[tuple[Category, ...], NoNulls] = ()


class _ProcessCategories(Answer):
    categories: Annotated[tuple[Category, ...], NoNulls] = ()


class Categories(Answer):
    """Of one process."""

    participatoryProcess: _ProcessCategories | None = None


class Taxonomy(Named):
    """A taxonomy, with those below it."""

    isRoot: bool = False
    name: Words = NOTHING
    children: Annotated[tuple[Taxonomy, ...], NoNulls] = ()


class _Organization(Answer):
    taxonomies: Annotated[tuple[Taxonomy, ...], NoNulls] = ()


class Taxonomies(Answer):
    """Of the whole platform."""

    organization: _Organization | None = None


class _OldName(Answer):
    name: str | None = None


class _NewName(Answer):
    name: Words = NOTHING


class OrganizationOld(Answer):
    """The city's name, in one language."""

    organization: _OldName | None = None


class OrganizationNew(Answer):
    """The city's name."""

    organization: _NewName | None = None


CATEGORIES = Document(
    "KioskCategories",
    f"""query KioskCategories($slug: String!) {{
  participatoryProcess(slug: $slug) {{
    categories {{ id name {WORDS} subcategories {{ id name {WORDS} }} }}
  }}
}}""",
    Categories,
    versions=("0.27",),
)
TAXONOMIES = Document(
    "KioskTaxonomies",
    f"""query KioskTaxonomies {{
  organization {{
    taxonomies {{
      id isRoot name {WORDS}
      children {{
        id isRoot name {WORDS}
        children {{ id isRoot name {WORDS} children {{ id isRoot name {WORDS} }} }}
      }}
    }}
  }}
}}""",
    Taxonomies,
    versions=("0.31", "0.32"),
)

ORGANIZATION_0_27 = Document(
    "KioskOrganization",
    "query KioskOrganization { organization { name } }",
    OrganizationOld,
    versions=("0.27",),
)
ORGANIZATION = Document(
    "KioskOrganization",
    f"query KioskOrganization {{ organization {{ name {WORDS} }} }}",
    OrganizationNew,
    versions=("0.31", "0.32"),
)

CLASSES = (CATEGORIES, TAXONOMIES)
ORGANIZATIONS = (ORGANIZATION_0_27, ORGANIZATION)
DOCUMENTS = (*CLASSES, *ORGANIZATIONS)
