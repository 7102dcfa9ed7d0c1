"""Questions about gaps."""

from __future__ import annotations

from collections import Counter
from typing import Any

from stdgraph.api.asking import Asking, Row, question
from stdgraph.api.questions.arguments import page_of, scope_of, wants
from stdgraph.api.questions.progress import SCOPES
from stdgraph.catalogue.reading import Pick
from stdgraph.gaps.evidence import evidence
from stdgraph.gaps.finding import KINDS, Gap, find_gaps
from stdgraph.gaps.paging import page
from stdgraph.model.answers import Answer, Ref
from stdgraph.model.scope import Scope


@question("Query", "gaps")
async def gaps(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """A page of the gaps of any scope."""
    return await _pages(asking, [scope_of(asking.arguments(pick).get("scope"))], pick)


def _gaps_of(label: str) -> None:
    @question(label, "gaps")
    async def find(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
        return await _pages(asking, [SCOPES[label](row) for row in rows], pick)


for _label in SCOPES:
    _gaps_of(_label)


async def _pages(asking: Asking, scopes: list[Scope], pick: Pick) -> list[Any]:
    given = asking.arguments(pick)
    wanted = page_of(asking, given)
    found = await find_gaps(asking.tx, scopes, given.get("kinds"), asking.on(given))
    shown = [page(group, wanted) for group in found]
    nodes = [edge["node"] for connection in shown for edge in connection["edges"]]
    answers = await told(asking, nodes, with_evidence=wants(pick, "edges", "node", "evidence"))
    for group, connection in zip(found, shown, strict=True):
        for edge in connection["edges"]:
            edge["node"] = answers[edge["node"].id]
        counts = Counter(gap.kind for gap in group)
        connection["totalCount"] = len(group)
        connection["countByKind"] = [{"kind": kind, "count": counts[kind]} for kind in KINDS if counts[kind]]
    return shown


async def told(asking: Asking, found: list[Gap], *, with_evidence: bool) -> dict[str, Answer]:
    """Each gap as an answer, by id, its evidence looked up only where it is wanted."""
    unique = list({gap.id: gap for gap in found}.values())
    proofs: list[list[Answer]] = [[] for _ in unique]
    if unique and with_evidence:
        proofs = await evidence(asking.tx, unique)
    return {
        gap.id: {
            "id": gap.id,
            "kind": gap.kind,
            "severity": gap.severity,
            "score": gap.score.total,
            "scoreParts": {name: getattr(gap.score, name) for name in ("severity", "unlocked", "lateness")},
            "since": gap.since,
            "facts": gap.facts,
            "subject": Ref(gap.label, gap.subject),
            "evidence": proof,
            "unlocks": [Ref("ProductCategory", code) for code in gap.unlocks],
            "record": Ref("GapRecord", gap.id),
        }
        for gap, proof in zip(unique, proofs, strict=True)
    }
