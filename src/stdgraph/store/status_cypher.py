"""Status and standing as Cypher expressions: the rules of ``domain.timeline`` and ``domain.standing`` for sets of standards.

Each function takes the name of a bound Standard variable and gives an expression. The statement around it must pass the parameters
of ``day_parameters``.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.calendar import HELD, REVIEW_YEARS
from stdgraph.domain.timeline import UNKNOWN_DAY, day_key


def day_parameters(on: date) -> dict[str, object]:
    """The parameters that these expressions read."""
    return {"on": on, "onKey": day_key(on)}


def entry(var: str) -> str:
    """The timeline entry that holds on the day, or null before the first."""
    return f"[e IN {var}.timeline WHERE e <= $onKey][-1]"


def status_of_entry(text: str) -> str:
    """The status that a timeline entry means."""
    return (
        f"CASE WHEN right({text}, 3) = '.98' THEN 'ABANDONED' WHEN substring({text}, 11, 2) <= '10' THEN 'PLANNED' "
        f"WHEN substring({text}, 11, 2) <= '50' THEN 'DRAFTING' WHEN substring({text}, 11, 2) <= '90' THEN 'PUBLISHED' "
        "ELSE 'WITHDRAWN' END"
    )


def status(var: str) -> str:
    """The status on the day; the stored one where the last move is not after it."""
    return (
        f"CASE WHEN {var}.stageOn IS NULL OR {var}.stageOn <= $on THEN {var}.status ELSE coalesce("
        f"[past IN [e IN {var}.timeline WHERE e <= $onKey][-1..] | {status_of_entry('past')}][0], 'PLANNED') END"
    )


def publication(var: str) -> str:
    """The timeline entry by which it was published, if it was by the day; else null. A confirmation or a reprint does not count."""
    return (
        f"[e IN {var}.timeline WHERE e <= $onKey AND substring(e, 11, 2) IN ['60', '90'] AND right(e, 3) <> '.98'][0]"
    )


def moved_later(var: str) -> str:
    """Condition: the stage it is in now was entered only after the day."""
    return f"{var}.stageOn > $on"


def review_due(var: str) -> str:
    """The day by which a review is due, by the reviews that were held until the day: the stored one rests on all of them."""
    held = f"[e IN {var}.timeline WHERE e > '{UNKNOWN_DAY} ~' AND e <= $onKey AND right(e, 5) IN {list(HELD)} | date(left(e, 10))][-1]"
    return (
        f"CASE WHEN {moved_later(var)} THEN CASE WHEN {held} > {var}.publishedOn OR {var}.publishedOn IS NULL THEN {held} "
        f"ELSE {var}.publishedOn END + duration({{years: {REVIEW_YEARS}}}) ELSE {var}.reviewDueOn END"
    )


def undated(var: str) -> str:
    """Whether what holds on the day rests on an event of unknown day."""
    return f"coalesce({entry(var)} STARTS WITH '{UNKNOWN_DAY}', false)"


def superseded(var: str) -> str:
    """Whether a published successor has replaced the whole document by the day."""
    return (
        f"EXISTS {{ MATCH ({var})<-[sr:REPLACES]-(sn:Standard) WHERE sr.extent = 'WHOLE' "
        f"AND ({status('sn')}) IN ['PUBLISHED', 'WITHDRAWN'] "
        "AND coalesce(sr.from, sn.inForceOn, sn.publishedOn, $on) <= $on }"
    )


def standing(var: str, status_var: str) -> str:
    """The standing on the day, given a variable that holds the status; null for what is not published."""
    return (
        f"CASE {status_var} WHEN 'WITHDRAWN' THEN 'WITHDRAWN' WHEN 'PUBLISHED' THEN "
        f"CASE WHEN coalesce({var}.inForceOn, {var}.publishedOn, $on) > $on THEN 'UPCOMING' "
        f"WHEN {superseded(var)} THEN 'SUPERSEDED' ELSE 'IN_FORCE' END ELSE null END"
    )


def in_force(var: str) -> str:
    """Condition: the document is in force on the day, whatever its level."""
    return f"({status(var)}) = 'PUBLISHED' AND coalesce({var}.inForceOn, {var}.publishedOn, $on) <= $on AND NOT {superseded(var)}"


def cell_rank(var: str, status_var: str, standing_var: str) -> str:
    """What a standard brings to a cell of the coverage matrix, as its place in ``domain.standing.LIVE``; null for nothing."""
    return (
        f"CASE WHEN {status_var} = 'PLANNED' THEN 3 WHEN {status_var} = 'DRAFTING' THEN 2 "
        f"WHEN {standing_var} = 'UPCOMING' THEN 1 WHEN {standing_var} <> 'IN_FORCE' OR {standing_var} IS NULL THEN null "
        f"WHEN {var}.level IN ['GROUP', 'ENTERPRISE'] THEN 4 ELSE 0 END"
    )


def with_state(var: str, *carry: str) -> str:
    """WITH clauses that add ``status`` and ``standing`` of a standard to the row, carrying the named variables on."""
    kept = ", ".join((*carry, var))
    return f"WITH {kept}, {status(var)} AS status WITH {kept}, status, {standing(var, 'status')} AS standing"
