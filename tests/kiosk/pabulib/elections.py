"""Small elections to test with, and a Hypothesis strategy for whole ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from kiosk.pabulib.fields import VOTE_TYPES, VoteType
from kiosk.pabulib.model import PabulibFile, PabulibProject, PabulibVote
from kiosk.pabulib.recount import recount

META = {
    "description": "Mes idées pour mon quartier",
    "country": "France",
    "unit": "Toulouse",
    "instance": "2026",
    "budget": "300000",
    "rule": "unknown",
    "date_begin": "01.09.2026",
    "date_end": "30.09.2026",
}

APPROVAL = """\
META
key;value
description;Mes idées pour mon quartier
country;France
unit;Toulouse
instance;2026
num_projects;3
num_votes;3
budget;300
vote_type;approval
rule;greedy
date_begin;01.09.2026
date_end;30.09.2026
min_length;1
max_length;2
max_sum_cost;300
PROJECTS
project_id;cost;votes;name;selected
4;200;2;Compost;1
16;100;2;"Bancs; tables";1
7;80;1;Fontaine;0
VOTES
voter_id;vote
a;4
b;16,4
c;7,16
"""

CUMULATIVE = """\
META
key;value
description;Budget participatif
country;France
unit;Toulouse
instance;2026
num_projects;3
num_votes;2
budget;300
vote_type;cumulative
rule;unknown
date_begin;2026
date_end;2026
max_length;3
min_points;1
max_points;3
min_sum_points;2
max_sum_points;7
PROJECTS
project_id;cost;votes;score
4;200;2;5
16;100;1;3
7;80;1;1
VOTES
voter_id;vote;points
a;4,16,7;3,3,1
b;4;2
"""

ORDINAL = """\
META
key;value
description;Classement
country;France
unit;Toulouse
instance;2026
num_projects;3
num_votes;2
budget;300
vote_type;ordinal
rule;unknown
date_begin;2025
date_end;2026
PROJECTS
project_id;cost;votes;score
4;200;1;1
16;100;2;3
7;80;0;0
VOTES
voter_id;vote
a;16,4
b;16
"""

CHOOSE_ONE = """\
META
key;value
description;Un seul choix
country;France
unit;Toulouse
instance;2026
num_projects;2
num_votes;2
budget;300
vote_type;choose-1
rule;unknown
date_begin;2026
date_end;2026
PROJECTS
project_id;cost;votes
4;200;2
16;100;0
VOTES
voter_id;vote
a;4
b;4
"""

EVERY_KIND = {"approval": APPROVAL, "cumulative": CUMULATIVE, "ordinal": ORDINAL, "choose-1": CHOOSE_ONE}


def changed(text: str, old: str, new: str) -> str:
    """`text` with `old`, which must be there exactly once, replaced."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


texts = (
    st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" ;,\"'#é"), max_size=20)
    .map(str.strip)
    .filter(lambda text: text.lower() != "none")
)
ids = st.from_regex(r"[A-Za-z0-9é\"][A-Za-z0-9é_.;\"-]{0,8}", fullmatch=True).filter(
    lambda name: name.lower() not in ("none", "meta", "projects", "votes")
)


@st.composite
def elections(draw: st.DrawFn) -> PabulibFile:
    """A valid election of any kind, with `votes` and `score` as a recount gives them."""
    kind: VoteType = draw(st.sampled_from(VOTE_TYPES))
    projects = [
        PabulibProject(
            project,
            cost=Decimal(draw(st.integers(1, 300000))),
            name=draw(texts),
            neighborhood=draw(texts),
            other={"proposer": proposer} if (proposer := draw(texts)) else {},
        )
        for project in draw(st.lists(ids, min_size=1, max_size=6, unique=True))
    ]
    meta = META | {"num_projects": str(len(projects)), "vote_type": kind}
    most = 1 if kind == "choose-1" else len(projects)
    votes = []
    for voter in draw(st.lists(ids, max_size=6, unique=True)):
        chosen = draw(
            st.lists(st.sampled_from([p.id for p in projects]), min_size=1, max_size=most, unique=True)
        )
        points = draw(st.lists(st.integers(0, 3), min_size=len(chosen), max_size=len(chosen)))
        falling = tuple(sorted(points, reverse=True)) if kind == "cumulative" else ()
        votes.append(PabulibVote(voter, tuple(chosen), falling))
    meta["num_votes"] = str(len(votes))
    if kind == "cumulative":
        meta |= {"max_points": "3", "max_sum_points": "18"}
    if comment := draw(texts):
        meta["comment"] = f"#1: {comment}"
    bare = PabulibFile("drawn.pb", meta, tuple(projects), tuple(votes))
    counted = recount(bare, votes)
    with_score = kind in ("cumulative", "ordinal")
    return replace(
        bare,
        projects=tuple(
            replace(
                project,
                votes=counted.voters[project.id],
                score=Decimal(counted.score[project.id]) if with_score else None,
            )
            for project in projects
        ),
    )
