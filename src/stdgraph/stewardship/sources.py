"""The sources that stewards name for what they say: one that the catalogue knows, or an address that it then keeps as one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.field_values import is_address
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.stewardship.plan_unit import PlanUnit
from stdgraph.stewardship.things import Thing
from stdgraph.store.session import Transaction

SOURCE = "Source"
_FOUND = "RETURN 'Source' AS label, n{.*} AS properties"
NAMED = (
    f"UNWIND $names AS name MATCH (n:Source {{id: name}}) {_FOUND} "
    f"UNION ALL UNWIND $names AS name MATCH (n:Source) WHERE n.url = name {_FOUND}"
)


async def read_sources(unit: PlanUnit, tx: Transaction, names: Collection[str]) -> None:
    """Load the sources of these ids or addresses, as far as there are any. One statement, or none."""
    if names:
        await unit.read_things(tx, NAMED, names=sorted(names))


def unknown_source(unit: PlanUnit, path: str, name: str | None) -> Iterator[Problem]:
    """That a text is neither a source's id nor an address."""
    if name is not None and known_source(unit, name) is None and not is_address(name):
        zh = f"没有来源“{name}”，应为来源标识或 http(s) 网址"
        yield Problem(path, Message(zh, f"no such source: {name!r}, expected the id of a source or an http(s) address"))


def cite(unit: PlanUnit, thing: Thing, name: str | None, locator: str | None) -> None:
    """Say where a thing comes from; without a name nothing is said."""
    if name is None:
        return
    unit.relate(Edge("SOURCED_FROM", thing.ref, source_of(unit, name).ref), {"locator": locator})


def source_of(unit: PlanUnit, name: str) -> Thing:
    """The source of an id or an address. An address that no source has becomes one, which stays whatever becomes of the change."""
    source = known_source(unit, name)
    if source is None:
        source = unit.things.setdefault(Key(SOURCE, name), Thing(SOURCE, name, {}))
        source.properties |= {"id": name, "url": name}
        if source.exists:  # added under this id, which was revoked
            source.properties |= dict.fromkeys(("title", "note", "retiredOn", "retiredAt"))
    return source


def known_source(unit: PlanUnit, name: str) -> Thing | None:
    """The source of an id or, of several the first by id, of an address; None where there is none, or its addition was revoked."""
    known = [one for _, one in sorted(unit.things.items()) if one.label == SOURCE and unit.has(SOURCE, one.key)]
    by_id = (one for one in known if one.key == name)
    by_address = (one for one in known if one.properties.get("url") == name)
    return next(by_id, None) or next(by_address, None)
