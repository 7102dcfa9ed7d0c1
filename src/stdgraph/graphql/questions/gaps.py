"""Questions about gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from stdgraph.catalogue.reader import Pick
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import Scope
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kinds import GapKind
from stdgraph.gaps.messages import load_gap_evidence, load_gap_facts
from stdgraph.gaps.pages import page_gaps
from stdgraph.graphql.questions.arguments import page_of, scope_of, wants
from stdgraph.graphql.questions.progress import SCOPES
from stdgraph.graphql.resolvers import Asking, Row, question


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
    shown = [page_gaps(group, wanted) for group in found]
    nodes = [edge["node"] for connection in shown for edge in connection["edges"]]
    shapes = await gap_rows(
        asking,
        nodes,
        asking.on(given),
        said=wants(pick, "edges", "node", "message"),
        proven=wants(pick, "edges", "node", "evidence"),
    )
    for group, connection in zip(found, shown, strict=True):
        for edge in connection["edges"]:
            edge["node"] = shapes[edge["node"].id]
        connection |= counted(group)
    return shown


def counted(gaps: Sequence[DetectedGap]) -> Answer:
    """How many gaps there are, and of which kinds."""
    counts = Counter(gap.kind for gap in gaps)
    return {
        "totalCount": len(gaps),
        "countByKind": [{"kind": kind, "count": counts[kind]} for kind in GapKind if counts[kind]],
    }


async def gap_rows(
    asking: Asking, found: list[DetectedGap], on: date, *, said: bool, proven: bool
) -> dict[str, Answer]:
    """Each gap as an answer by its id; what its message says and its evidence are looked up only where they are wanted."""
    unique = list({gap.id: gap for gap in found}.values())
    facts: Sequence[Facts] = [gap.facts for gap in unique]
    proofs: list[list[Answer]] = [[] for _ in unique]
    if unique and (said or proven):
        facts = await load_gap_facts(asking.tx, unique, on)
    if unique and proven:
        proofs = await load_gap_evidence(asking.tx, unique, facts)
    return {gap.id: _shape(gap, words, proof) for gap, words, proof in zip(unique, facts, proofs, strict=True)}


def _shape(gap: DetectedGap, facts: Facts, proof: list[Answer]) -> Answer:
    return {
        "id": gap.id,
        "kind": gap.kind,
        "severity": gap.severity,
        "score": gap.score.total,
        "scoreParts": gap.score._asdict(),
        "since": gap.since,
        "facts": facts,
        "subject": Ref(gap.label, gap.subject),
        "evidence": proof,
        "unlocks": [Ref("ProductCategory", code) for code in gap.unlocks],
        "record": Ref("GapRecord", gap.id),
    }
