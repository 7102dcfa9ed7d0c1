"""Status and standing as Cypher expressions: the rules of ``domain.timeline`` and ``domain.standing`` for sets of standards.

Each function takes the name of a bound Standard variable and gives an expression. The statement around it must pass the parameters
of ``day_parameters``.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.calendar import GUIDANCE_PREFIX, GUIDANCE_REVIEW_YEARS, HELD, REVIEW_YEARS
from stdgraph.domain.timeline import day_key


def day_parameters(on: date) -> dict[str, object]:
    """The parameters that these expressions read."""
    return {"on": on, "onKey": day_key(on), "onText": on.isoformat()}


def entry(var: str) -> str:
    """The timeline entry that holds on the day, or null before the first."""
    return f"[e IN {var}.timeline WHERE e <= $onKey][-1]"


def entry_stage(text: str) -> str:
    """The stage that a timeline entry enters."""
    return f"substring({text}, 11, 5)"


def is_undated(text: str) -> str:
    """Condition: nobody states the day of a timeline entry."""
    return f"substring({text}, 16, 1) = '?'"


def earliest_day(text: str) -> str:
    """The day before which a timeline entry was not entered, as text."""
    return f"CASE WHEN size({text}) = 16 THEN left({text}, 10) ELSE substring({text}, 17, 10) END"


def known_day(text: str) -> str:
    """The day by which a timeline entry was entered, as text; null where nobody states any."""
    return f"CASE WHEN {is_undated(text)} THEN null ELSE left({text}, 10) END"


def status_of_stage(stage: str) -> str:
    """The status that a stage means."""
    return (
        f"CASE WHEN right({stage}, 3) = '.98' THEN 'ABANDONED' WHEN left({stage}, 2) <= '10' THEN 'PLANNED' "
        f"WHEN left({stage}, 2) <= '50' THEN 'DRAFTING' WHEN left({stage}, 2) <= '90' THEN 'PUBLISHED' ELSE 'WITHDRAWN' END"
    )


def status_of_entry(text: str) -> str:
    """The status that a timeline entry means."""
    return (
        f"CASE WHEN substring({text}, 13, 3) = '.98' THEN 'ABANDONED' WHEN substring({text}, 11, 2) <= '10' THEN 'PLANNED' "
        f"WHEN substring({text}, 11, 2) <= '50' THEN 'DRAFTING' WHEN substring({text}, 11, 2) <= '90' THEN 'PUBLISHED' "
        "ELSE 'WITHDRAWN' END"
    )


def status(var: str) -> str:
    """The status on the day; that of the last stage where its move is not after the day."""
    return (
        f"CASE WHEN {var}.stageOn <= $on THEN {status_of_stage(f'{var}.stage')} ELSE coalesce("
        f"[past IN [e IN {var}.timeline WHERE e <= $onKey][-1..] | {status_of_entry('past')}][0], 'PLANNED') END"
    )


def item_status(var: str) -> str:
    """The status on the day, of a standard that is known to be an item and on the plan: stored apart, so that one look at it says all."""
    return f"coalesce({status(var)}, null)"


def with_item_state(var: str, *carry: str, standing_too: bool = True) -> str:
    """The same as ``with_state`` for standards that are known to be items and on the plan; without the standing where nobody asks for it."""
    kept = ", ".join((*carry, var))
    state = f"WITH {kept}, {item_status(var)} AS status"
    return f"{state} WITH {kept}, status, {standing(var, 'status')} AS standing" if standing_too else state


def publication(var: str) -> str:
    """The timeline entry by which it was published, if it was by the day; else null. A confirmation or a reprint does not count."""
    return f"[e IN {var}.timeline WHERE e <= $onKey AND substring(e, 11, 2) IN ['60', '90'] AND substring(e, 13, 3) <> '.98'][0]"


def drafting_entry(var: str) -> str:
    """The first timeline entry into a drafting stage that is not undated; null where there is none (``timeline.drafting_since``)."""
    return (
        f"[e IN {var}.timeline WHERE substring(e, 11, 2) IN ['20', '30', '40', '50'] AND substring(e, 13, 3) <> '.98' "
        f"AND NOT {is_undated('e')}][0]"
    )


def moved_later(var: str) -> str:
    """Condition: the stage it is in now was entered only after the day."""
    return f"{var}.stageOn > $on"


def title_basis(var: str) -> str:
    """Whether a standard bears its title: it does where nobody says otherwise; null for one without a title."""
    untitled = f"{var}.titleZh IS NULL AND {var}.titleEn IS NULL"
    return f"CASE WHEN {untitled} THEN NULL ELSE coalesce({var}.titleBasis, 'STATED') END"


def review_due(var: str) -> str:
    """The day by which a review is due, by the reviews that were held until the day: the stored one rests on all of them."""
    held = f"[e IN {var}.timeline WHERE e <= $onKey AND {entry_stage('e')} IN {list(HELD)} | date(left(e, 10))][-1]"
    published = f"{var}.publicationLatest"
    years = (
        f"CASE WHEN {var}.number STARTS WITH '{GUIDANCE_PREFIX}' THEN {GUIDANCE_REVIEW_YEARS} ELSE {REVIEW_YEARS} END"
    )
    return (
        f"CASE WHEN {moved_later(var)} THEN CASE WHEN {held} > {published} OR {published} IS NULL THEN {held} "
        f"ELSE {published} END + duration({{years: {years}}}) ELSE {var}.reviewDueOn END"
    )


def undated(var: str) -> str:
    """Whether what holds on the day rests on an event of which nobody states the day."""
    return f"coalesce({is_undated(entry(var))}, false)"


def may_have_moved(var: str) -> str:
    """Condition: a move to another status may have been made by the day that is not known to have been."""
    at = f"{var}.timeline[i]"
    before = f"CASE WHEN i = 0 THEN 'PLANNED' ELSE {status_of_entry(f'{var}.timeline[i - 1]')} END"
    # the last entry first: of most timelines nothing is left to come
    return (
        f"({var}.timeline[-1] > $onKey AND "
        f"size([i IN range(0, size({var}.timeline) - 1) WHERE {at} > $onKey AND size({at}) > 16 AND substring({at}, 17, 10) <= $onText "
        f"AND ({status_of_entry(at)}) <> ({before})]) > 0)"
    )


def _may_have_taken_force(var: str) -> str:
    return f"coalesce({var}.forceEarliest <= $on AND {var}.forceLatest > $on, false)"


def imprecise(var: str) -> str:
    """Whether status or standing might be another one on the day, because a date is not known exactly: its own, or a successor's."""
    return (
        f"({may_have_moved(var)} OR ({status(var)}) = 'PUBLISHED' AND ({_may_have_taken_force(var)} OR {var}.forceLatest <= $on AND "
        f"coalesce({var}.supersededEarliest <= $on AND {var}.supersededLatest > $on, false)))"
    )


def superseded(var: str) -> str:
    """Whether others have replaced the whole document by the day."""
    return f"coalesce({var}.supersededLatest <= $on, false)"


def standing(var: str, status_var: str) -> str:
    """The standing on the day, given a variable that holds the status; null for what is not published."""
    return (
        f"CASE {status_var} WHEN 'WITHDRAWN' THEN 'WITHDRAWN' WHEN 'PUBLISHED' THEN "
        f"CASE WHEN {var}.forceLatest > $on THEN 'UPCOMING' "
        f"WHEN {superseded(var)} THEN 'SUPERSEDED' ELSE 'IN_FORCE' END ELSE null END"
    )


def in_force(var: str) -> str:
    """Condition: the document is in force on the day, whatever its level."""
    return f"({status(var)}) = 'PUBLISHED' AND coalesce({var}.forceLatest, $on) <= $on AND NOT {superseded(var)}"


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
