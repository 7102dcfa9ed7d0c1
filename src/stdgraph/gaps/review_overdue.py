"""REVIEW_OVERDUE: a standard in force whose five-year review is past due (Standardization Law, Art. 29: 复审周期一般不超过五年).

LOW; MEDIUM once the review is more than five years late.
"""

from __future__ import annotations

from stdgraph.gaps.kind import Facts, Kind, columns, name_of, pick, places_of
from stdgraph.graph.scopes import standards
from stdgraph.graph.states import with_state
from stdgraph.model.vocabulary import GapKind, Language


def _find(shape: frozenset[str]) -> tuple[str, ...]:
    return (
        f"{standards(shape)} WITH scope, s WHERE s.reviewDueOn < $on {with_state('s', 'scope')} "
        "WITH scope, s, standing WHERE standing = 'IN_FORCE' "
        + columns(
            GapKind.REVIEW_OVERDUE,
            label="Standard",
            subject="s.id",
            ident="s.id",
            since="s.reviewDueOn",
            severity="CASE WHEN s.reviewDueOn < $longAgo THEN 'MEDIUM' ELSE 'LOW' END",
            places=places_of("s"),
            facts={**name_of("s"), "number": "s.number", "due": "s.reviewDueOn"},
        ),
    )


def _message(facts: Facts, language: Language) -> str:
    name = " ".join(filter(None, (facts["number"], f"《{pick(facts, language)}》")))
    if language is Language.ZH:
        return f"{name}应于 {facts['due']} 前复审，至今未见复审结论。"
    return f"{facts['number'] or pick(facts, language)} was due for review by {facts['due']}; no outcome is recorded."


KIND = Kind(GapKind.REVIEW_OVERDUE, _find, _message, lambda facts: ("reviewDueOn", str(facts["due"])))
