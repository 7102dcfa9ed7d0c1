"""The life of a standard on a line: what happened when, and since when it is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from stdgraph.domain.terms import TERMS
from stdgraph.domain.vocabulary import EventKind, Language
from stdgraph.web.charts.svg import picture, tag, text
from stdgraph.web.charts.time_axis import TimeAxis

WIDTH, HEIGHT = 720.0, 120.0
LEFT, RIGHT, LINE, BASE = 24.0, 60.0, 62.0, 92.0
NEAREST = 46.0
"""Labels that are nearer to one another than this take turns above and below the line."""


def lifeline(standard: Mapping[str, Any], on: date, language: Language) -> Markup:
    """The drawing of the events whose day is known; empty where there are none."""
    events = [(day, name) for day, name in _dated(standard["history"], language) if day <= on]
    if not events:
        return Markup("")
    force, end = _span(standard.get("entryIntoForce")), _span(standard.get("withdrawal"))
    first = min(day for day, _ in events)
    axis = TimeAxis(date(first.year, 1, 1), on, LEFT, WIDTH - RIGHT)
    drawn: list[Markup] = [*axis.drawn(LINE - 30, BASE)]
    drawn.append(tag("line", class_="life", x1=axis.at(first), x2=axis.at(on), y1=LINE, y2=LINE))
    if force is not None and force < min(end or on, on):
        drawn.append(
            tag("line", class_="life-in-force", x1=axis.at(force), x2=axis.at(min(end or on, on)), y1=LINE, y2=LINE)
        )
    before = -NEAREST
    high = True
    for day, name in events:
        x = axis.at(day)
        high = not high if x - before < NEAREST else True
        before = x
        drawn.append(tag("circle", tag("title", f"{day} {name}"), class_="event", cx=x, cy=LINE, r=5))
        drawn.append(text(x, LINE - 12 if high else LINE + 20, name, class_="tick", text_anchor="middle"))
    title = ("大事：" if language is Language.ZH else "Events: ") + ("；" if language is Language.ZH else "; ").join(
        f"{day} {name}" for day, name in events
    )
    return picture(WIDTH, HEIGHT, title, *drawn, class_="chart lifeline")


def _dated(history: Sequence[Mapping[str, Any]], language: Language) -> list[tuple[date, str]]:
    """Events of the world that were not revoked, by day; a day on which several of a kind happened counts once."""
    revoked = {event["revokes"] for event in history}
    told = [one for one in history if one["sequence"] not in revoked and one["kind"] != "REVOKED" and one["at"]]
    return sorted({(date.fromisoformat(str(event["at"])), _name(event, language)) for event in told})


def _name(event: Mapping[str, Any], language: Language) -> str:
    if event["kind"] == "ADVANCED" and event["stage"]:
        return str(event["stage"]["code"])
    return TERMS[EventKind][EventKind[event["kind"]]].in_language(language)


def _span(known: Mapping[str, Any] | None) -> date | None:
    """The day by which something has happened; None where that is not known."""
    return date.fromisoformat(str(known["latest"])) if known and known["latest"] else None
