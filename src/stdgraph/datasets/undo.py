"""Taking a load back: the dataset says again what it said before, where nothing later rests on what the load did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import TypedDict

from stdgraph.datasets.catalogue_names import find_standards
from stdgraph.datasets.load_journal import unpack_inverse
from stdgraph.datasets.load_report import LoadReport
from stdgraph.datasets.loader import Progress, Wanted, load
from stdgraph.datasets.registry import StoredLoad, list_loads
from stdgraph.datasets.resting import resting
from stdgraph.datasets.rows import DatasetDefinition
from stdgraph.datasets.statements import Statement, parse_content
from stdgraph.datasets.stored import GraphReader, read_datasets
from stdgraph.errors import BadInput
from stdgraph.store.session import Graph, Transaction

INVERSE = "MATCH (p:LoadPart {load: $load}) WHERE p.inverse IS NOT NULL RETURN p.inverse AS inverse ORDER BY p.place"


class InverseRow(TypedDict):
    """A part of what takes a load back."""

    inverse: str


async def undo_load(
    graph: Graph, name: str, *, actor: str, progress: Progress | None = None, dry_run: bool = False
) -> LoadReport:
    """Take a load back: what it changed says again what it said before, what only it stated was never on the plan.

    ``name`` is the load's id or the beginning of it. Raises BadInput for an unknown load or one that was taken back already,
    LoadRefused with a line for each thing that rests on it.
    """
    loads = await list_loads(graph)
    chosen = find_load(loads, name)
    inverse = await graph.read(partial(_inverse, load=chosen.id))
    reasons = await _later_loads(graph, chosen, loads, {ref for ref, _ in inverse})
    only_now = [ref for ref, old in inverse if old is None]
    reasons += await graph.read(partial(resting, load=chosen, refs=only_now))
    stored = await read_datasets(GraphReader(graph))
    held = stored[chosen.dataset]
    definition = DatasetDefinition(
        chosen.dataset,
        held["titleZh"],
        held["titleEn"],
        held["statedOn"],
        held["rank"],
        held["note"],
    )

    def rows() -> Iterator[Statement]:
        for ref, content in inverse:
            if content is not None:
                _, label, local = ref.split(":", 2)
                yield parse_content(label, local, content)

    bare = [row.local for row in rows() if row.bare]
    externals = {("Standard", local): node for local, node in (await find_standards(graph, bare)).items()}
    wanted = Wanted(
        definition,
        rows,
        whole=False,
        gone=tuple(ref for ref, content in inverse if content is None),
        retired_on=date.min,
        undoes=chosen.id,
    )
    return await load(graph, wanted, externals, reasons, actor=actor, progress=progress, dry_run=dry_run)


def find_load(loads: Sequence[StoredLoad], name: str) -> StoredLoad:
    """The load of an id, or of the beginning of one. Raises BadInput where there is none, or several, or it was taken back."""
    found = [one for one in loads if one.id.startswith(name)] if name else []
    if len(found) != 1:
        expected = "the id of one load, as stdgraph datasets lists them"
        raise BadInput(f"{'no' if not found else 'more than one'} load {name!r} (expected {expected})")
    if found[0].state != "DONE":
        raise BadInput(
            f"load {found[0].id} is {found[0].state.lower()} (expected one that is done and was not taken back)"
        )
    return found[0]


async def _inverse(tx: Transaction, load: str) -> list[tuple[str, str | None]]:
    rows = await tx.rows(INVERSE, InverseRow, load=load)
    return [one for row in rows for one in unpack_inverse(row["inverse"])]


async def _later_loads(graph: Graph, chosen: StoredLoad, loads: Sequence[StoredLoad], refs: set[str]) -> list[str]:
    """Later loads of the dataset that changed the same statements."""
    reasons: list[str] = []
    for other in loads:
        if other.dataset != chosen.dataset or other.state != "DONE" or other.sequence <= chosen.sequence:
            continue
        changed = {ref for ref, _ in await graph.read(partial(_inverse, load=other.id))}
        shared = len(refs & changed)
        if shared:
            reasons.append(
                f"load {other.id} of {other.at:%Y-%m-%d} changed {shared} of the same things: take that one back first"
            )
    return reasons
