"""The resolvers of the test server: queries on a `City`, and the two mutations with Decidim's validations."""

from __future__ import annotations

import re
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, GraphQLString, get_named_type

from tests.sync.decidim.city import City, Thing, words


def resolved(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    """A field of a dictionary; a function is called with the field's arguments."""
    value = (
        source.get(info.field_name) if isinstance(source, dict) else getattr(source, info.field_name, None)
    )
    if (
        isinstance(value, dict)
        and "translations" in value
        and get_named_type(info.return_type) is GraphQLString
    ):
        return value["translations"][0]["text"]  # the city's name: one text in 0.27
    return value(**arguments) if callable(value) else value


def kind_of(value: Any, _info: Any, _abstract: Any) -> str | None:
    """Which type an object of an interface or a union is."""
    kind = value.get("__typename") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else None


def root_of_queries(city: City, user: Thing | None) -> Thing:
    """What the fields of ``Query`` are taken from."""

    def commentable(id: str, type: str, locale: str, toggleTranslations: bool) -> Thing | None:
        found = city.commentables.get((type, id))
        return None if found is None else {**found, "__typename": found["__typename"]}

    def component(id: str) -> Thing | None:
        return city.components.get(id)

    return {
        "decidim": {"version": city.version, "applicationName": "Ma ville"},
        "deployment": {"version": city.deployment} if city.deployment else None,
        "organization": {"name": words("Ma ville"), "taxonomies": city.taxonomies},
        "session": {"user": user},
        "participatoryProcesses": lambda filter=None, order=None: city.processes,
        "participatoryProcess": lambda id=None, slug=None: next(
            (p for p in city.processes if p["slug"] == slug or p["id"] == id), None
        ),
        "component": component,
        "commentable": commentable,
    }


def root_of_mutations(city: City, user: Thing | None) -> Thing:
    """What the fields of ``Mutation`` are taken from."""

    def component(id: str) -> Thing | None:
        found = city.components.get(id)
        if found is None:
            return None
        return {
            "__typename": {"Debates": "DebatesMutation", "Meetings": "MeetingsMutation"}.get(
                found["__typename"], "ProposalsMutation"
            ),
            "id": id,
            "createProposal": lambda input: _create_proposal(city, found, user, input),
        }

    def commentable(
        id: str, type: str, locale: str | None = None, toggleTranslations: bool | None = None
    ) -> Thing:
        found = city.commentables.get((type, id))
        if found is None:
            raise refusal("NOT_FOUND_ERROR", f"{type} {id} not found")

        def add_comment(body: str, alignment: int | None = 0, userGroupId: str | None = None) -> Thing:
            _signed(user)
            if not found["acceptsNewComments"] or not 1 <= len(body.strip()) <= city.comment_max:
                raise refusal("VALIDATION_ERROR", "There was a problem creating the comment.")
            if (alignment or 0) not in (-1, 0, 1):
                raise refusal("VALIDATION_ERROR", "Alignment is not included in the list")
            return city.comment(found, body, author=city.machine, alignment=alignment or 0)

        return {"id": id, "addComment": add_comment}

    return {"component": component, "commentable": commentable}


def refusal(code: str, message: Any) -> GraphQLError:
    """An error as Decidim 0.32 makes them."""
    return GraphQLError(message, extensions={"code": code})


def _signed(user: Thing | None) -> None:
    if user is None:
        raise refusal("MUTATION_NOT_AUTHORIZED_ERROR", "You are not authorized to perform this action.")


def _create_proposal(city: City, component: Thing, user: Thing | None, given: Thing) -> Thing:
    _signed(user)
    if not component.get("creation_enabled", True):
        raise refusal("MUTATION_NOT_AUTHORIZED_ERROR", "You are not authorized to perform this action.")
    if given["locale"] not in component.get("locales", ("fr", "en", "es", "oc")):
        raise refusal("INVALID_LOCALE_ERROR", f"{given['locale']} is not a valid locale")
    attributes = given["attributes"]
    problems = [
        *_problems("title", attributes["title"], 15, 150),
        *_problems("body", attributes["body"], 15, component.get("proposal_length", 500)),
    ]
    if attributes["body"] == component.get("template"):
        problems.append({"path": ["attributes", "body"], "message": "cannot be the template"})
    if problems:
        error = refusal("ATTRIBUTE_VALIDATION_ERROR", "Attribute validation failed")
        error.message = problems  # type: ignore[assignment] # Decidim does put a list there
        raise error
    mine = [p for p in component["_proposals"] if p["author"]["name"] == city.machine]
    if city.proposal_limit is not None and len(mine) >= city.proposal_limit:
        raise refusal("VALIDATION_ERROR", "You have reached the limit of proposals.")
    return city.proposal(
        component,
        attributes["title"],
        attributes["body"],
        given["locale"],
        author={"__typename": "User", "id": "7", "name": city.machine},
        address=attributes.get("address"),
        taxonomies=[{"id": taxonomy} for taxonomy in attributes.get("taxonomies") or ()],
    )


def _problems(field: str, text: str, least: int, most: int) -> list[Thing]:
    """Length and etiquette, as Decidim checks them."""
    said = []
    if not least <= len(text) <= most:
        said.append("is too short" if len(text) < least else "is too long")
    if re.match("[a-z]", text):
        said.append("must start with a capital letter")
    capitals = len(re.findall("[A-Z]", text))
    if text and capitals * 2 >= len(text):
        said.append("is using too many capital letters")
    if re.search(r"[!?¡¿]{2,}", text):
        said.append("is using too much punctuation")
    return [{"path": ["attributes", field], "message": words_} for words_ in said]
