"""The names that a seed uses for what the catalogue holds: which nodes they mean, and what is said of those that mean none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import partial

from stdgraph.catalogue.lookup import find_statuses
from stdgraph.datasets.comparison import Externals
from stdgraph.datasets.external import check_external
from stdgraph.datasets.rows import Seed
from stdgraph.datasets.stored import GraphReader, IdRow, aliased, batches, existing, resolve_names
from stdgraph.domain import calendar
from stdgraph.store.session import Graph

NEAREST = 2
"""Names that a message offers in place of an unknown one."""


async def resolve_external(graph: Graph, seed: Seed) -> tuple[Externals, list[str]]:
    """The nodes of the names that the seed does not define, by label and name, and a line for each that the catalogue lacks."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for one in seed.external:
        names[one.label].append(one.name)
    found: dict[tuple[str, str], str] = {}
    for label, wanted in names.items():
        known = await (find_standards(graph, wanted) if label == "Standard" else _others(graph, label, wanted))
        found |= {(label, name): node for name, node in known.items()}
    lacking = {ref.label for ref in seed.external if (ref.label, ref.name) not in found}
    held = {label: await _all_names(graph, label) for label in lacking - {"Standard"}}

    def nearest(label: str, name: str) -> Sequence[str]:
        return get_close_matches(name, held.get(label, ()), n=NEAREST)

    return found, check_external(seed, lambda label, name: (label, name) in found, nearest)


async def find_standards(graph: Graph, names: Iterable[str]) -> dict[str, str]:
    """The ids of standards by number, plan number or id, as people name them; those that there are."""
    found: dict[str, str] = {}
    for batch in batches(dict.fromkeys(names)):
        rows = await graph.read(partial(find_statuses, texts=batch, on=calendar.today()))
        found |= {name: row[0] for name, row in zip(batch, rows, strict=True) if row is not None}
    return found


async def _others(graph: Graph, label: str, names: Iterable[str]) -> dict[str, str]:
    """By code or id, by one that the thing had before, or by ``dataset:id``."""
    wanted = list(dict.fromkeys(names))
    reader = GraphReader(graph)
    found = {name: name for name in await existing(reader, label, wanted)}
    former = await aliased(reader, {(label, name) for name in wanted})
    found |= {name: node for (_, name), node in former.items() if name not in found}
    stated = {f"{dataset}:{label}:{local}": f"{dataset}:{local}" for dataset, _, local in map(_parted, wanted) if local}
    found |= {stated[ref]: node for ref, node in (await resolve_names(reader, list(stated))).items()}
    return found


def _parted(name: str) -> tuple[str, str, str]:
    return name.partition(":")


async def _all_names(graph: Graph, label: str) -> list[str]:
    rows = await GraphReader(graph).rows(f"MATCH (n:{label}) RETURN n.id AS id ORDER BY id", IdRow)
    return [row["id"] for row in rows]
