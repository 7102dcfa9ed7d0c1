"""INCOMPLETE_CHAIN: a demanded product whose chain of dependencies is not wholly in force for the subsystem.

缺少其中一项，结果就不完整: a footprint can only be computed when every material and part behind the product has its own standard.
HIGH while fewer than half of the chain are in force, otherwise MEDIUM. Cypher names the candidates; ``chains`` weighs each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stdgraph.gaps.demanded import PAIR, SCOPES, pair_facts, pairs
from stdgraph.gaps.kind import Facts, Kind, columns, pick
from stdgraph.model.vocabulary import CellState, GapKind, Language, Severity
from stdgraph.progress.readiness import chain


def _find(shape: frozenset[str]) -> tuple[str, ...]:
    if not shape <= SCOPES:
        return ()
    return (
        f"{pairs(shape)} WITH scope, u, c WHERE EXISTS {{ MATCH (c)-[:DEPENDS_ON]->(m:ProductCategory) WHERE m <> c }} "
        + columns(
            GapKind.INCOMPLETE_CHAIN,
            label="ProductCategory",
            subject="c.code",
            ident=PAIR,
            severity="'MEDIUM'",
            places="[u.id]",
            categories="[c.code]",
            facts=pair_facts(),
        ),
    )


def weigh(
    row: Mapping[str, Any], following: Mapping[str, Sequence[str]], standing_in: Mapping[str, Mapping[str, CellState]]
) -> dict[str, Any] | None:
    """A candidate as a gap, with its figures; None where its chain is complete."""
    ready = chain(row["facts"]["category"], following, standing_in, max_depth=None)
    if ready["complete"]:
        return None
    severity = Severity.HIGH if 2 * ready["inForce"] < ready["total"] else Severity.MEDIUM
    return {
        **row,
        "severity": severity,
        "facts": {**row["facts"], "inForce": ready["inForce"], "total": ready["total"]},
    }


def _message(facts: Facts, language: Language) -> str:
    name, where = pick(facts, language), pick(facts, language, "subsystemZh", "subsystemEn")
    if language is Language.ZH:
        return f"“{name}”的产业链在“{where}”中不完整：{facts['total']} 项中 {facts['inForce']} 项有现行标准。"
    return f"The chain behind “{name}” is incomplete in “{where}”: {facts['inForce']} of {facts['total']} members have a standard in force."


KIND = Kind(
    GapKind.INCOMPLETE_CHAIN, _find, _message, lambda facts: ("inForce", f"{facts['inForce']}/{facts['total']}")
)
