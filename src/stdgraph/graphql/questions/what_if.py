"""The question what would become of a scope."""

from __future__ import annotations

from typing import Any

from stdgraph.catalogue.reader import Pick
from stdgraph.domain.answers import Answer, Ref
from stdgraph.errors import LimitExceeded
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.what_if import HypotheticalWithdrawal, compute_what_if
from stdgraph.graphql.questions.arguments import page_of, scope_of, wants
from stdgraph.graphql.questions.gaps import counted, gap_rows
from stdgraph.graphql.resolvers import Asking, Row, question
from stdgraph.graphql.types.fields import from_global_id


@question("Query", "whatIf")
async def what_if_withdrawn(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """Gaps and progress on a supposition. Raises LimitExceeded."""
    given = asking.arguments(pick)
    names, most = given["withdraw"], asking.settings.page_ceiling
    if len(names) > most:
        raise LimitExceeded(f"withdraw: at most {most} standards are supposed to go, got {len(names)}")
    first = page_of(asking, {"first": given["first"]}).size
    wanted = [
        name
        for name, fields in (("gaps", ("opened", "closed")), ("progress", ("before", "after")))
        if any(wants(pick, field) for field in fields)
    ]
    found = await compute_what_if(
        asking.tx, [_named(name) for name in names], scope_of(given.get("scope")), asking.on(given), wanted
    )
    shown = {"opened": found.opened[:first], "closed": found.closed[:first]}
    said, proven = (any(wants(pick, name, "gaps", field) for name in shown) for field in ("message", "evidence"))
    told = {
        name: await gap_rows(asking, gaps, asking.on(given), said=said, proven=proven) for name, gaps in shown.items()
    }
    return [
        {
            "asOf": asking.on(given),
            "supposed": [_supposed(one, name) for one, name in zip(found.supposed, names, strict=True)],
            "opened": _listed(found.opened, [told["opened"][gap.id] for gap in shown["opened"]]),
            "closed": _listed(found.closed, [told["closed"][gap.id] for gap in shown["closed"]]),
            "before": found.before,
            "after": found.after,
        }
    ]


def _named(text: str) -> str:
    """The key in a global id; any other name as it is."""
    named = from_global_id(text)
    return named[1] if named and named[0] == "Standard" else text


def _supposed(one: HypotheticalWithdrawal, asked: str) -> Answer:
    return {
        "asked": asked,
        "standard": Ref("Standard", one.standard) if one.standard is not None else None,
        "counts": one.counts,
        "said": one,
    }


def _listed(gaps: list[DetectedGap], shown: list[Answer]) -> Answer:
    return {**counted(gaps), "gaps": shown}
