"""A city with one of everything, for whole pulls: short enough to fail at each of its requests."""

from __future__ import annotations

import io

from PIL import Image

from tests.sync.decidim.city import City, Thing, words

HOSTILE = "<p>Bien&#27;[2J <script>alert(1)</script>sûr\u202e</p><ul><li>un</li><li>deux</li></ul>"


def jpeg(colour: str = "#2a6f4e", size: tuple[int, int] = (900, 500)) -> bytes:
    """A picture."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


def step(number: int, title: str, opens: str | None, closes: str | None, active: bool = False) -> Thing:
    """A step of a process."""
    return {
        "id": str(number),
        "position": number,
        "active": active,
        "title": words(title),
        "description": words(),
        "startDate": opens,
        "endDate": closes,
    }


def whole_city(proposals: int = 3) -> City:
    """Three processes: a participatory budget by quartier, a consultation, and one that is over."""
    city = City()
    city.files["/hero.jpg"] = ("image/jpeg", jpeg())
    city.taxonomies += [
        taxonomy(1, "Thèmes", taxonomy(11, "Nature"), taxonomy(12, "Mobilité")),
        taxonomy(2, "Quartiers", taxonomy(21, "Minimes"), taxonomy(22, "Saint-Cyprien")),
    ]
    _budget(city, proposals)
    _consultation(city)
    city.process("ancienne", "Une concertation passée", startDate="2024-01-01", endDate="2024-06-30")
    return city


def taxonomy(number: int, name: str, *children: Thing) -> Thing:
    """A taxonomy with those below it."""
    return {"id": str(number), "isRoot": bool(children), "name": words(name), "children": list(children)}


def classed(theme: int, quartier: int) -> Thing:
    """Classes in the form of every version."""
    names = {21: "Minimes", 22: "Saint-Cyprien"}
    return {
        "category": {"id": str(theme)},
        "scope": {"id": str(quartier), "name": words(names[quartier])},
        "taxonomies": [{"id": str(theme)}, {"id": str(quartier)}],
    }


def _budget(city: City, proposals: int) -> None:
    process = city.process(
        "budget-participatif-2027",
        "Budget participatif 2027",
        shortDescription=words(
            "<p>Huit millions d’euros pour vos idées.</p>", en="<p>Eight million euros.</p>"
        ),
        description=words(HOSTILE),
        heroImage="/hero.jpg",
        steps=[
            step(1, "Idées", "2027-01-10", "2027-02-28"),
            step(2, "Vote", "2027-03-01", "2027-04-15", active=True),
        ],
        attachments=[
            {
                "url": "https://city.example/reglement.pdf",
                "type": "pdf",
                "thumbnail": None,
                "title": words("Le règlement"),
            },
            {
                "url": "/rails/" + "x" * 200 + "/plan.pdf",
                "type": "pdf",
                "thumbnail": None,
                "title": words("Le plan"),
            },
        ],
        categories=[
            {"id": "11", "name": words("Nature"), "subcategories": [{"id": "12", "name": words("Mobilité")}]}
        ],
    )
    ideas = city.add(process, "Proposals", "Vos idées")
    for number in range(proposals):
        proposal = city.proposal(
            ideas,
            f"Des arbres place numéro {number}",
            HOSTILE if number % 2 else "Il manque de l’ombre.\nEt des bancs.",
            voteCount=number if number else None,
            **classed(11 + number % 2, 21 + number % 2),
        )
        comment = city.comment(proposal, "D’accord <b>avec</b> cela", alignment=1)
        city.comment(comment, "Moi aussi")
    city.proposal(ideas, "Une idée qui a été retirée", "Un texte qui ne se lit plus.", state="withdrawn")
    votes = city.add(process, "Budgets", "Le vote")
    for number, name in ((21, "Minimes"), (22, "Saint-Cyprien")):
        votes["_budgets"].append(budget(city, name, number))
    city.add(process, "Meetings", "Les rencontres")
    follow = city.add(process, "Accountability", "Le suivi")
    follow["_results"] += [
        result(city, "La voie verte", 100, "done"),
        result(city, "Le kiosque à musique", 40, "works"),
    ]
    follow["_results"].append(result(city, "Les bancs du kiosque", 10, "works", parent=follow["_results"][1]))


def budget(city: City, name: str, quartier: int) -> Thing:
    """A budget with three projects."""
    return {
        "id": city.next_id(),
        "title": words(name),
        "description": words(),
        "total_budget": 100_000,
        "updatedAt": "2027-03-01T08:00:00Z",
        "projects": [
            {
                "id": city.next_id(),
                "title": words(f"Projet {number} des {name}"),
                "description": words("<p>Une <b>belle</b> idée.</p>"),
                "budget_amount": 40_000 + 10_000 * number,
                "selected": False,
                "confirmedVotes": None,
                "updatedAt": "2027-03-01T08:00:00Z",
                "reference": None,
                "address": "1 rue du Port" if number == 1 else None,
                "coordinates": None,
                "attachments": [],
                **classed(11, quartier),
            }
            for number in range(1, 4)
        ],
        **classed(11, quartier),
    }


def result(city: City, title: str, progress: int, status: str, parent: Thing | None = None) -> Thing:
    """A result with a milestone."""
    milestones = [
        {"id": city.next_id(), "entryDate": "2027-02-01", "title": words("Étude"), "description": words()},
        {
            "id": city.next_id(),
            "entryDate": "2027-12-01",
            "title": words("Ouverture"),
            "description": words(),
        },
    ]
    return {
        "id": city.next_id(),
        "reference": None,
        "title": words(title),
        "description": words(),
        "progress": float(progress),
        "startDate": None,
        "endDate": None,
        "updatedAt": "2027-03-01T08:00:00Z",
        "parent": {"id": parent["id"]} if parent else None,
        "status": {"key": status, "progress": progress, "name": words(status.title())},
        "milestones": milestones,
        "timelineEntries": milestones,
        **classed(11, 21),
    }


def _consultation(city: City) -> None:
    process = city.process(
        "place-du-salin", "Place du Salin", description=words("<p>À quoi rêvez-vous ?</p>")
    )
    survey = city.add(process, "Surveys", "Le questionnaire")
    survey["_surveys"].append(
        {
            "id": city.next_id(),
            "updatedAt": "2027-03-01T08:00:00Z",
            "startsAt": "2027-03-05T09:00:00+01:00",
            "endsAt": "2027-05-05T18:00:00+02:00",
            "allowResponses": True,
            "questionnaire": {
                "id": city.next_id(),
                "title": words("Votre place"),
                "description": words("<p>Cinq minutes.</p>"),
                "tos": words(),
                "questions": [
                    question(city, 1, "title_and_description", "D’abord"),
                    question(city, 2, "single_option", "Venez-vous ?", "Oui", "Non", mandatory=True),
                    question(
                        city, 3, "multiple_option", "Pourquoi ?", "Marché", "Repos", "Jeux", maxChoices=2
                    ),
                    question(city, 4, "sorting", "Dans quel ordre ?", "Arbres", "Bancs"),
                    question(city, 5, "separator", ""),
                    question(city, 6, "matrix_single", "Et le soir ?", "Bien", "Mal"),
                    question(city, 7, "short_response", "Votre rue ?", maxCharacters=80),
                    question(city, 8, "long_response", "Autre chose ?"),
                    question(city, 9, "files", "Une photo ?"),
                ],
            },
        }
    )
    debate = city.add(process, "Debates", "Le débat")
    thing = city.debate(
        debate, "La place doit-elle être piétonne ?", description=words("<p>On en parle.</p>")
    )
    city.comment(thing, "Oui, <a href='javascript:x'>bien sûr</a>", alignment=1)
    page = city.add(process, "Pages", "Mode d’emploi")
    page["_pages"].append(
        {
            "id": city.next_id(),
            "title": words("Mode d’emploi"),
            "body": words("<h2>Venir</h2><p>Le mardi.</p>"),
            "updatedAt": "2027-03-01T08:00:00Z",
        }
    )


def question(city: City, position: int, kind: str, body: str, *options: str, **more: object) -> Thing:
    """A question in every version's words."""
    listed = [{"id": city.next_id(), "freeText": False, "body": words(option)} for option in options]
    return {
        "id": city.next_id(),
        "position": position,
        "mandatory": False,
        "questionType": kind,
        "maxChoices": None,
        "maxCharacters": 0,
        "body": words(body),
        "description": words(),
        "answerOptions": listed,
        "responseOptions": listed,
        "matrixRows": [
            {"id": city.next_id(), "position": 1, "body": words("En semaine")},
            {"id": city.next_id(), "position": 2, "body": words("Le dimanche")},
        ]
        if kind.startswith("matrix")
        else [],
    } | more
