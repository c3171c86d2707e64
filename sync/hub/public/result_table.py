"""The result of a vote as one table for spreadsheets and for programs."""

from __future__ import annotations

import csv
import io

from sync.hub.paper.minutes_content import Minutes
from sync.hub.readable import cell

NAME = "results.csv"
COLUMNS = (
    "quartier",
    "project",
    "title",
    "cost",
    "currency",
    "score",
    "voters",
    "rank",
    "selected",
    "ballots",
    "blank",
)
"""`ballots` and `blank` are those of the whole contest."""


def result_table(minutes: Minutes) -> bytes:
    """The projects of every contest (CSV, UTF-8), best first; titles cannot become formulas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for contest in minutes.contests:
        for project in contest.projects:
            writer.writerow(
                [
                    cell(contest.quartier),
                    cell(project.id),
                    cell(project.title),
                    f"{project.cost:f}",
                    contest.currency,
                    project.score,
                    project.voters,
                    project.rank,
                    int(project.selected),
                    contest.ballots,
                    contest.blank,
                ]
            )
    return text.getvalue().encode()
