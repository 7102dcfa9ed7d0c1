"""What counts on a day, as Cypher: what is on the plan, and which relationships hold (``docs/graph-model.md``).

Whatever carries ``retiredOn`` is off the plan from that day on. A retired subsystem has nothing below it that is on the plan, nor a
retired system: so a listing counts while its standard and its subsystem do, and nobody looks further up. Systems and subsystems are
on the plan from ``since`` on, the own day of the system, where it is known; a subsystem that was made later from that day on.

A relationship that was ended or retracted goes on under the type of its past, ``WAS_LISTED_IN`` beside ``LISTED_IN``: what asks about
days follows both, what asks what is related now only the one.
"""

from __future__ import annotations

import re
from datetime import date

from stdgraph.domain import calendar

STRUCTURE = ("PART_OF", "KIND_OF", "SUBCOMMITTEE_OF", "AIMS_AT", "WATCHES")
"""What holds systems, subsystems, categories and committees together."""

TIMED = ("LISTED_IN", "OWNED_BY", "APPLIES_TO", "ADOPTS", "REFERENCES", "REPLACES", "DEPENDS_ON", *STRUCTURE)
"""The types of relationships that carry ``from`` and ``until`` (days in the world), ``recorded`` and ``retracted`` (instants here)."""

KEPT = (*TIMED, "AMENDS", "SPLIT_FROM", "OFFERED_TO", "OFFERED_BY")
"""The types whose past is kept: those, and further ones of standards, of which nothing asks about a day."""

TIMES = ("from", "fromIn", "until", "untilIn", "recorded", "retracted")
"""What they carry; ``fromIn`` and ``untilIn`` are the month or year where no more is stated, the day then being its last one."""

WAS = "WAS"
"""The type of the loops that carry what was said of a thing before (``versions_cypher``)."""


FIRST_DAY, FIRST_VERSION = "coalesce(ow.issuedOn, ow.announcedOn)", "coalesce(ow.until, date('9999-12-31'))"
"""Of a loop ``ow`` of a system the day of its document, and what puts the first version first."""


def begun(thing: str, day: str) -> str:
    """Expression: the day since which a thing is on the plan, given that of its system or of its document."""
    made = f"{thing}.createdOn"
    return f"CASE WHEN {made} IS NULL OR {made} <= {day} THEN {day} ELSE {made} END"


def own_day(system: str) -> str:
    """Expression: the day since which a system is on the plan: by that of its document as it was said first, since a later one takes
    nothing off the plan that was on it."""
    former = f"MATCH ({system})-[ow:{WAS}]->({system}) WHERE ow.retracted IS NULL"
    first = f"COLLECT {{ {former} RETURN [{begun(system, FIRST_DAY)}] ORDER BY {FIRST_VERSION} LIMIT 1 }}"
    return f"head(head({first} + [[{begun(system, f'coalesce({system}.issuedOn, {system}.announcedOn)')}]]))"


OWN_DAYS = (
    f"MATCH (y:StandardsSystem) WITH y, {own_day('y')} AS own SET y.since = own "
    f"WITH y, own MATCH (x:Subsystem {{system: y.code}}) WITH x, {begun('x', 'own')} AS begun "
    "WHERE coalesce(toString(x.since), '') <> coalesce(toString(begun), '') SET x.since = begun"
)
"""Cypher that gives systems and their subsystems the day since which they are on the plan: that of the system's document, and of what
was made later its own."""

PAST = "WAS_"
"""What the types of the past begin with."""
_BELIEVED = re.compile(r"\b(\w+)\.retracted IS NULL")
_LEFT = re.compile(r"\b(\w+)\.retiredOn\b")
_LEFT_AS_KNOWN = (
    r"coalesce([was IN coalesce(\1.wasRetired, []) WHERE datetime(split(was, ' ')[0]) <= datetime($at) "
    r"AND datetime(split(was, ' ')[1]) > datetime($at) | date(split(was, ' ')[2])][0], "
    r"CASE WHEN datetime(\1.retiredAt) > datetime($at) THEN null ELSE \1.retiredOn END)"
)
"""``wasRetired``: from when until when it was believed that something had left the plan, and the day, as text."""


def past(kind: str) -> str:
    """The type under which relationships of a type go on that were ended or retracted."""
    return f"{PAST}{kind}"


def is_past(kind: str) -> bool:
    """Whether a type is one of the past."""
    return kind.startswith(PAST)


def ever(*kinds: str) -> str:
    """The types of a pattern that matches relationships whether they were ended or not."""
    return "|".join(name for kind in kinds for name in (kind, past(kind)))


def upwards(kind: str, var: str, day: str = "$on", *, least: int = 0) -> str:
    """Pattern between two nodes: from the one to itself (``least`` 1: not to itself) and to everything that stands above it on a day.

    The relationships of the way are ``var``, a name that nothing else in the statement has. Ways are left where a relationship does not
    hold: what was moved often would otherwise lead through every place that anything ever had.
    """
    return f" (()-[{var}:{ever(kind)}]->() WHERE {holds(var, day)}){{{least},}} "


def downwards(kind: str, var: str, day: str = "$on", *, least: int = 0) -> str:
    """The same the other way: from a node to everything that stands below it on a day."""
    return f" (()<-[{var}:{ever(kind)}]-() WHERE {holds(var, day)}){{{least},}} "


def parent_on(var: str, day: str = "$on") -> str:
    """Expression: the id of the subsystem of which another one is part on a day; null at the top of its system."""
    match = f"MATCH ({var})-[up:{ever('PART_OF')}]->(above:Subsystem) WHERE {holds('up', day)}"
    return f"COLLECT {{ {match} RETURN above.id AS whole ORDER BY whole LIMIT 1 }}[0]"


def place_on(var: str, day: str = "$on") -> str:
    """Expression: where a subsystem stands on a day, as a list: what it is part of, by id (null: the system), its place among its siblings,
    and the day on which it left that (null: not yet)."""
    match = f"MATCH ({var})-[up:{ever('PART_OF')}]->(above) WHERE {holds('up', day)}"
    whole = "CASE WHEN above.system IS NULL THEN null ELSE above.id END"
    stands = f"[{whole}, coalesce(up.place, {var}.order), toString(up.until)]"
    return f"COLLECT {{ {match} RETURN {stands} AS stands ORDER BY above.id LIMIT 1 }}[0]"


def on_plan(var: str, day: str = "$on") -> str:
    """Condition: what the variable holds has not left the plan by a day."""
    # in one piece, so that no plan looks for the two halves apart and then has to put what it found in order
    return f"coalesce({var}.retiredOn > {day}, true)"


def planned(var: str, day: str = "$on") -> str:
    """Condition: a system or subsystem is on the plan on a day: not before the system's own day, and not after it left."""
    return f"{on_plan(var, day)} AND ({var}.since IS NULL OR {var}.since <= {day})"


def holds(var: str, day: str = "$on") -> str:
    """Condition: a relationship is believed, and holds on a day."""
    return f"{var}.retracted IS NULL AND ({var}.from IS NULL OR {var}.from <= {day}) AND ({var}.until IS NULL OR {var}.until > {day})"


def lists(var: str, subsystem: str, day: str = "$on") -> str:
    """Condition: a listing holds on a day, its subsystem being on the plan."""
    return f"{planned(subsystem, day)} AND {holds(var, day)}"


def demanded(var: str, day: str = "$on") -> str:
    """Condition: a demand is on the plan on a day: not before its own day and not after its term, where these are known."""
    return f"{on_plan(var, day)} AND ({var}.on IS NULL OR {var}.on <= {day}) AND ({var}.until IS NULL OR {var}.until > {day})"


def claimed(var: str, day: str = "$on") -> str:
    """Condition: a claim stands on a day: somebody had stated it by then, and had not withdrawn it."""
    return f"{on_plan(var, day)} AND ({var}.createdOn IS NULL OR {var}.createdOn <= {day})"


def as_known(text: str) -> str:
    """A statement that follows what was believed at the instant ``$at`` instead of what is: of relationships, and of what left the
    plan since by a command."""
    believed = _BELIEVED.sub(
        r"(\1.recorded IS NULL OR \1.recorded <= datetime($at)) AND (\1.retracted IS NULL OR \1.retracted > datetime($at))",
        text,
    )
    return _LEFT.sub(_LEFT_AS_KNOWN, believed)


def by_plan_day(text: str) -> str:
    """Clauses that only say what is on the plan, on the day ``$planOn`` instead of the day asked about."""
    return text.replace("$on", "$planOn")


def is_item(var: str) -> str:
    """Condition: the standard is a row of a plan. What amends another document is shown with that one and is none of its own."""
    return f"({var}.amendsKey IS NULL AND {var}.amending IS NULL)"


def today_parameters() -> dict[str, date]:
    """The parameters of statements that list what is on the plan today."""
    return {"today": calendar.today()}
