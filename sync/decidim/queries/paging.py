"""Pages of what a component holds. Each document calls its connection ``page``: one shape serves all."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from sync.decidim.document import Answer, NoNulls, PageInfo

PAGE = 50
"""As many as Decidim gives at once (``API_SCHEMA_MAX_PER_PAGE``)."""

N = TypeVar("N", bound=Answer)


class PageOf(Answer, Generic[N]):
    """At most `PAGE` things, and where the next ones begin."""

    pageInfo: PageInfo
    nodes: Annotated[tuple[N, ...], NoNulls]


class _Component(Answer, Generic[N]):
    page: PageOf[N] | None = None


class ComponentPage(Answer, Generic[N]):
    """A page of what one component holds."""

    component: _Component[N] | None = None
    """None: no such component is published any more."""

    @property
    def connection(self) -> PageOf[N] | None:
        """The page."""
        return self.component.page if self.component else None
