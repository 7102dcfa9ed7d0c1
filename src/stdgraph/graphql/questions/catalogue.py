"""Questions that the catalogue answers."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from stdgraph.catalogue import impact, lookup, pages, search
from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import Pick, Wanted, fetch
from stdgraph.commands import feed
from stdgraph.commands.replay import known
from stdgraph.errors import LimitExceeded
from stdgraph.graphql.questions.arguments import page_of, scope_of, selection_of_nodes, wants
from stdgraph.graphql.resolvers import Asking, Row, question
from stdgraph.graphql.types.fields import from_global_id


def _by_code(field: str, label: str) -> None:
    @question("Query", field)
    async def find(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
        return [await lookup.find_entity(asking.tx, label, asking.arguments(pick)["code"], pick.below[label])]


def _every(field: str, label: str) -> None:
    @question("Query", field)
    async def find(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
        return [await lookup.list_entities(asking.tx, label, pick.below[label])]


for _field, _label in (
    ("system", "StandardsSystem"),
    ("productCategory", "ProductCategory"),
    ("committee", "Committee"),
):
    _by_code(_field, _label)
for _field, _label in (
    ("systems", "StandardsSystem"),
    ("productCategories", "ProductCategory"),
    ("committees", "Committee"),
):
    _every(_field, _label)


@question("Query", "catalogue")
async def catalogue(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """The single Catalogue node."""
    row = await asking.tx.row(
        "MATCH (n:Catalogue {id: 'catalogue'}) RETURN n{.revision, .sequence, .schemaVersion} AS row"
    )
    return [row and row["row"]]


@question("Query", "subsystem")
async def subsystem(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """A subsystem by system and code."""
    given = asking.arguments(pick)
    return [
        await lookup.find_entity(asking.tx, "Subsystem", f"{given['system']}/{given['code']}", pick.below["Subsystem"])
    ]


@question("Query", "standard")
async def standard(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """A standard by any of its names, the global id among them."""
    number = asking.arguments(pick)["number"]
    named = from_global_id(number)
    text = named[1] if named and named[0] == "Standard" else number
    return [await lookup.find_standard(asking.tx, text, pick.below["Standard"])]


@question("Query", "node")
async def node(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """A node by global id."""
    return await _nodes(asking, [asking.arguments(pick)["id"]], pick)


@question("Query", "nodes")
async def nodes(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """Nodes by global ids. Raises LimitExceeded."""
    ids, most = asking.arguments(pick)["ids"], asking.settings.page_ceiling
    if len(ids) > most:
        raise LimitExceeded(f"ids: at most {most} nodes are answered, got {len(ids)}")
    return [await _nodes(asking, ids, pick)]


async def _nodes(asking: Asking, identifiers: list[str], pick: Pick) -> list[Any]:
    """Rows of nodes in the order of their ids; looked up even where nothing but the id is wanted, for it may be unknown."""
    named = [from_global_id(identifier) for identifier in identifiers]
    keys: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for label, key in (one for one in named if one and one[0] in pick.below):
        keys[label][key] = None
    wanted = [Wanted(label, pick.below[label], tuple(group)) for label, group in keys.items()]
    rows = dict(zip(keys, await fetch(asking.tx, READER, wanted), strict=True))
    found = [(one[0], rows[one[0]].get(one[1])) if one and one[0] in rows else ("", None) for one in named]
    return [row and {**row, "__typename": label} for label, row in found]


@question("Query", "standards")
async def standards(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """A page of standards, with counts where they are wanted."""
    given = asking.arguments(pick)
    order = [(str(one["field"]), str(one["direction"]) == "DESC") for one in given.get("orderBy") or ()]
    asked = pages.StandardsQuery(given.get("where"), order or [("NUMBER", False)], asking.on(given))
    node = selection_of_nodes(pick, "Standard")
    answer = await pages.page_standards(asking.tx, asked, page_of(asking, given, default=50), node)
    if wants(pick, "totalCount"):
        answer["totalCount"] = await pages.count_standards(asking.tx, asked)
    if wants(pick, "facets"):
        answer["facets"] = await pages.count_facets(asking.tx, asked)
    return [answer]


@question("Query", "search")
async def find(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """A page of hits."""
    given = asking.arguments(pick)
    answer = await search.search(asking.tx, given["text"], page_of(asking, given))
    if wants(pick, "totalCount"):
        answer["totalCount"] = await search.count_found(asking.tx, given["text"])
    return [answer]


@question("Query", "changes")
async def changes(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """A page of the feed."""
    given = asking.arguments(pick)
    size = page_of(asking, {**given, "after": None}, default=100).size
    return [await feed.changes(asking.tx, given.get("after"), size, scope_of(given.get("scope")))]


@question("Standard", "impact")
async def impact_of(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """What rests on each standard."""
    given = asking.arguments(pick)
    wanted = {one.name for one in pick.below["Impact"].picks}
    first = page_of(asking, {"first": given["first"]}).size
    return await impact.compute_impacts(asking.tx, [row["id"] for row in rows], asking.on(given), first, wanted)


@question("Standard", "known")
async def known_of(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """Each standard as it was known."""
    given = asking.arguments(pick)
    return await known(asking.tx, [row["id"] for row in rows], given["at"], asking.on(given, "on"))
