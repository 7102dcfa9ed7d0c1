"""What a steward acts on: a system, and within it a subsystem, a demand, a target, an item.

What has no code of its own is named with its system before it, as ``PV2024/CA``: an address names one thing by one parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stdgraph.domain.terms import LABEL_TERMS, Term
from stdgraph.errors import BadInput
from stdgraph.web.actions.declared import ActedOn, ActionItem, ActionSubject, Given, Node, guard
from stdgraph.web.pages.address import link

EVER = ("effectiveOn", "note", "correction")
"""What a form says of the change itself: by itself it changes nothing."""


def edit_page(system: str) -> str:
    """The address of the steward's page of a system."""
    return link("systems", system, "edit")


def parts(key: str, count: int) -> list[str]:
    """The parts of a key, the last of which may hold slashes. Raises BadInput for fewer."""
    found = key.split("/", count - 1)
    if len(found) < count or not all(found):
        raise BadInput(f"{key[:100]!r}: expected {count} parts with slashes between them, such as PV2024/CA")
    return found


def _system(data: Node, _: Sequence[str]) -> list[ActedOn]:
    node = data["system"]
    if node is None:
        return []
    return [ActedOn(node["code"], f"{node['code']} {node['title']}", node, node["revision"], edit_page(node["code"]))]


def _subsystem(data: Node, keys: Sequence[str]) -> list[ActedOn]:
    node = data["subsystem"]
    if node is None:
        return []
    system = node["system"]
    name = f"{system['code']}/{node['code']} {node['title']}"
    return [ActedOn(keys[0], name, node, system["revision"], edit_page(system["code"]))]


def _demand(data: Node, keys: Sequence[str]) -> list[ActedOn]:
    node = data["demand"]
    if not node or node.get("kind") != "Demand":
        return []
    subsystem, category = node["subsystem"], node["productCategory"]
    system = subsystem["system"]
    name = f"{system['code']}/{subsystem['code']} {subsystem['title']} × {category['title'] or category['code']}"
    return [ActedOn(keys[0], name, node, system["revision"], edit_page(system["code"]))]


def _target(data: Node, keys: Sequence[str]) -> list[ActedOn]:
    system = data["system"]
    wanted = parts(keys[0], 2)[1]
    found = [one for one in (system["targets"] or () if system else ()) if one["id"] == wanted]
    return [ActedOn(keys[0], one["statement"], one, system["revision"], edit_page(system["code"])) for one in found]


def _item(data: Node, keys: Sequence[str]) -> list[ActedOn]:
    """The standard of an item, with ``listing``, where it stands in the subsystem; none where it does not stand there."""
    system, code, _ = parts(keys[0], 3)
    node = data["standard"]
    if not node or node.get("kind") != "Standard":
        return []
    listing = next((one for one in node["listedIn"] if _is_at(one, system, code)), None)
    if listing is None:
        return []
    number = node["number"] or node["planNumber"] or ""
    name = f"{system}/{code} {listing['itemNumber'] or ''} {number} {node['title']}"
    shown = {**node, "listing": listing}
    return [ActedOn(keys[0], " ".join(name.split()), shown, node["revision"], edit_page(system))]


def _is_at(listing: Mapping[str, Any], system: str, code: str) -> bool:
    subsystem = listing["subsystem"]
    return bool(subsystem["system"]["code"] == system and subsystem["code"] == code)


SYSTEM = ActionSubject(
    parameter="system",
    document="act_system",
    variables=lambda keys: {"code": keys[0]},
    things=_system,
    noun=LABEL_TERMS["StandardsSystem"],
)
SUBSYSTEM = ActionSubject(
    parameter="subsystem",
    document="act_subsystem",
    variables=lambda keys: dict(zip(("system", "code"), parts(keys[0], 2), strict=True)),
    things=_subsystem,
    noun=LABEL_TERMS["Subsystem"],
)
DEMAND = ActionSubject(
    parameter="demand",
    document="act_demand",
    variables=lambda keys: {"id": keys[0]},
    things=_demand,
    noun=LABEL_TERMS["Demand"],
)
TARGET = ActionSubject(
    parameter="target",
    document="act_target",
    variables=lambda keys: {"code": parts(keys[0], 2)[0]},
    things=_target,
    noun=LABEL_TERMS["Target"],
)
ITEM = ActionSubject(
    parameter="item",
    document="act_item",
    variables=lambda keys: {"id": parts(keys[0], 3)[2]},
    things=_item,
    noun=Term("项目", "item"),
)

Names = Callable[[ActedOn], Mapping[str, object]]


def of_system(thing: ActedOn) -> Mapping[str, object]:
    """The fields of an input that name a system."""
    return {"system": thing.key}


def of_subsystem(thing: ActedOn) -> Mapping[str, object]:
    """The fields of an input that name a subsystem by ``code``."""
    system, code = parts(thing.key, 2)
    return {"system": system, "code": code}


def in_subsystem(thing: ActedOn) -> Mapping[str, object]:
    """The fields of an input of something that is made in a subsystem."""
    system, code = parts(thing.key, 2)
    return {"system": system, "subsystem": code}


def of_demand(thing: ActedOn) -> Mapping[str, object]:
    """The fields of an input that name a demand."""
    return {"system": thing.node["subsystem"]["system"]["code"], "demand": thing.key}


def of_target(thing: ActedOn) -> Mapping[str, object]:
    """The fields of an input that name a target."""
    system, target = parts(thing.key, 2)
    return {"system": system, "target": target}


def of_item(thing: ActedOn) -> Mapping[str, object]:
    """The fields of an input that name an item."""
    system, subsystem, standard = parts(thing.key, 3)
    return {"system": system, "subsystem": subsystem, "standard": standard}


def sent_as(
    member: str,
    names: Names,
    *,
    guarded: bool = True,
    clears: Sequence[str] = (),
    changes: bool = False,
    makes: bool = False,
) -> Callable[[Given], list[ActionItem]]:
    """The item of a mutation about one thing.

    ``clears``: the fields that, emptied, are named in ``clear``. ``changes``: whether nothing is sent where nothing of the thing changes.
    ``makes``: whether something else is made in the thing, or listed there, which is compared with nothing.
    """

    def items(given: Given) -> list[ActionItem]:
        (thing,) = given.things
        values = given.of(thing)
        if changes and not values.keys() - set(EVER):
            return []
        cleared = [name for name in clears if name in values and values[name] is None]
        kept = {name: value for name, value in values.items() if name not in cleared}
        told = {**names(thing), **kept, **({"clear": cleared} if cleared else {}), **(guard(thing) if guarded else {})}
        return [ActionItem(member, told, None if makes else thing)]

    return items
