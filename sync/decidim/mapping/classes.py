"""Categories, scopes and taxonomies as themes and quartiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kiosk.i18n import N_
from sync.decidim.document import Translated
from sync.decidim.mapping.around import Around, Piece, first_words, slug_of
from sync.decidim.queries.classes import Category, Taxonomy
from sync.decidim.queries.proposals import Sorted
from sync.decidim.questions import Kind

_PLACES = re.compile(
    r"quartier|secteur|territoire|géograph|perim|périm|scope|zone|barri|district|lieu", re.IGNORECASE
)
_ROLES = {"themes": N_("themes"), "quartiers": N_("quartiers"), "neither": N_("neither")}


class Classes:
    """What the classes of a process stand for in the catalogue."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._themes: dict[str, str] = {}
        """Class to theme."""
        self._quartiers: dict[str, str | None] = {}
        """Class to quartier; None: to none, or not answered yet."""

    def take_categories(self, categories: Iterable[Category]) -> None:
        """Each category, and each below it, is a theme."""
        for category in categories:
            self._theme(f"category-{category.id}", category.name)
            self.take_categories(category.subcategories)

    def take_taxonomies(self, roots: Iterable[Taxonomy], used: frozenset[str]) -> None:
        """Ask what each tree is that something in `used` comes from."""
        for root in roots:
            below = [node for node in _below(root) if f"taxonomy-{node.id}" in used]
            if not below:
                continue
            name = first_words(self._around.title(root.name), root.id)
            role = self._around.ask(
                f"taxonomy.{root.id}.role",
                N_("What is the taxonomy “{name}” for a tablet?"),
                Kind.CHOICE,
                "quartiers" if _PLACES.search(name) else "themes",
                choices=_ROLES,
                name=name,
            )
            for node in below:
                if role == "themes":
                    self._theme(f"taxonomy-{node.id}", node.name)
                elif role == "quartiers":
                    self._quartiers[f"taxonomy-{node.id}"] = self.quartier(f"taxonomy-{node.id}", node.name)

    def take_scopes(self, things: Iterable[Sorted]) -> None:
        """Ask what scopes are, where something has one."""
        scopes = {thing.scope.id: thing.scope.name for thing in things if thing.scope is not None}
        if not scopes:
            return
        role = self._around.ask(
            "scopes.role",
            N_("What are the platform’s scopes for a tablet?"),
            Kind.CHOICE,
            "quartiers",
            choices=_ROLES,
        )
        for scope, name in scopes.items():
            if role == "themes":
                self._theme(f"scope-{scope}", name)
            elif role == "quartiers":
                self._quartiers[f"scope-{scope}"] = self.quartier(f"scope-{scope}", name)

    def quartier(self, key: str, name: Translated | str) -> str | None:
        """The quartier that `name` is: the city's of that name, a new one, or the one somebody told."""
        words = name if isinstance(name, str) else first_words(self._around.title(name))
        wanted = slug_of(words, key)
        same = next(
            (id_ for id_, q in self._around.quartiers.items() if slug_of(q["name"], id_) == wanted), None
        )
        if same is not None:
            return self._use(same, self._around.quartiers[same])
        answer: str | None = "new"
        if self._around.quartiers:
            known = {id_: str(q["name"]) for id_, q in self._around.quartiers.items()}
            answer = self._around.ask(
                f"quartier.{key}",
                N_("Which quartier is “{name}”?"),
                Kind.QUARTIER,
                "new",
                choices=known | {"new": N_("a new one of that name"), "none": N_("no quartier")},
                name=words,
            )
        if answer is None or answer == "none":
            return None
        if answer == "new":
            return self._use(wanted, {"id": wanted, "name": words or key})
        return self._use(answer, self._around.quartiers[answer])

    def of(self, thing: Sorted) -> tuple[str | None, str | None]:
        """Theme and quartier of a thing; the first where it has several."""
        themes = [self._themes[name] for name in thing.classes if name in self._themes]
        quartiers = [q for name in thing.classes if (q := self._quartiers.get(name)) is not None]
        if len(themes) > 1 or len(quartiers) > 1:
            self._around.note(N_("Some things have several themes or quartiers; the first is used."))
        return themes[0] if themes else None, quartiers[0] if quartiers else None

    def _use(self, quartier: str, piece: Piece) -> str:
        self._around.new_quartiers[quartier] = piece
        return quartier

    def _theme(self, key: str, name: Translated) -> None:
        title = self._around.title(name, key)
        self._themes[key] = key
        self._around.themes[key] = {"id": key, "title": title}


def _below(root: Taxonomy) -> Iterator[Taxonomy]:
    for child in root.children:
        yield child
        yield from _below(child)
    if not root.isRoot:
        yield root
