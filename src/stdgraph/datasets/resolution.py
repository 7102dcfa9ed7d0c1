"""Which node each row means: the rows of the dataset being loaded, and those of others whose thing may be another one by now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from stdgraph.datasets.identity import (
    ENTERED_RANK,
    Group,
    Naming,
    Precedence,
    assign,
    group,
    plan_holders,
    precedence,
    unused_id,
)
from stdgraph.datasets.stored import (
    NamedRow,
    Reader,
    StatementRow,
    existing,
    has_legacy,
    named,
    named_by_alias,
    retired,
    statements_by_key,
    statements_on,
    states,
)


@dataclass(slots=True)
class Resolution:
    """The nodes of rows, for things of one label."""

    label: str
    node_of: dict[str, str] = field(default_factory=dict)
    """By the ids of statements: of all rows that were resolved."""
    members: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the statements of a node, by the node's id."""
    created: set[str] = field(default_factory=set)
    """The nodes that do not exist yet."""
    moved: set[str] = field(default_factory=set)
    """The ids of statements whose thing is another node than before."""
    left: set[str] = field(default_factory=set)
    """Nodes that a row has left: their facts, and those of what refers to the row, are to be followed anew."""
    plans: dict[str, str] = field(default_factory=dict)
    """The node that has each plan number, of those that rows name."""
    affected: set[str] = field(default_factory=set)
    """Nodes that gain or lose a plan number because another one is followed before them."""
    freed: dict[str, list[str]] = field(default_factory=dict)
    """Of nodes that no row means any more the properties that others take over: ``number``, ``planNumber``."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row of the dataset being loaded that is new or states something else than before."""

    ref: str
    local: str
    identity: str | None
    plan: str | None
    confidence: str | None
    node: str | None
    """The node that it was bound to, if it was."""
    title: str | None = None
    stored: bool = False
    """Whether the dataset stated something of it before."""
    external: bool = False
    """Whether it speaks of a node of the catalogue, which it names."""


class Resolver:
    """Resolves the rows of one label."""

    def __init__(self, reader: Reader, label: str, dataset: str, ranks: Mapping[str, int]) -> None:
        self._reader = reader
        self._label = label
        self._dataset = dataset
        self._ranks = ranks
        self._rows: dict[str, Naming] = {}
        self._nodes: dict[str, NamedRow] = {}
        self._unowned: dict[str, str] = {}
        """Nodes that no dataset states, by what they are known by."""
        self._named_by_id: set[str] = set()
        """Nodes that a row names and states nothing of."""
        self._retired: dict[str, str] = {}
        """Nodes that have left the plan, by the id of the statement that stated them last."""

    async def resolve(self, changed: Mapping[str, ChangedRow], gone: Mapping[str, str | None]) -> Resolution:
        """The nodes of the changed rows, and of all rows that are affected; ``gone`` are rows that the dataset no longer
        states, by id, with their nodes."""
        for row in changed.values():
            place = precedence(self._ranks[self._dataset], row.confidence, self._dataset, row.local)
            self._rows[row.ref] = Naming(row.ref, place, row.identity, row.plan, row.node)
        self._retired = await retired(self._reader, self._label)
        await self._close(changed, gone)
        await self._add_entered(changed)
        groups = group(self._rows.values())
        homes = assign(groups, self._find_unowned(changed))
        return await self._resolution(groups, homes, gone)

    async def _close(self, changed: Collection[str], gone: Mapping[str, str | None]) -> None:
        """Add every row of any dataset that may mean the same as one of these, and the nodes that are known like them."""
        keys: set[str] = {row.identity for row in self._rows.values() if row.identity}
        plans: set[str] = {row.plan for row in self._rows.values() if row.plan}
        nodes: set[str] = {row.node for row in self._rows.values() if row.node} | {n for n in gone.values() if n}
        if await has_legacy(self._reader, self._label):
            nodes |= {row.precedence.local for row in self._rows.values()}
        seen_keys: set[str] = set()
        seen_plans: set[str] = set()
        seen_nodes: set[str] = set()
        while keys - seen_keys or plans - seen_plans or nodes - seen_nodes:
            fresh_keys, fresh_plans, fresh_nodes = keys - seen_keys, plans - seen_plans, nodes - seen_nodes
            seen_keys, seen_plans, seen_nodes = set(keys), set(plans), set(nodes)
            rows = await statements_by_key(self._reader, self._label, "identity", fresh_keys)
            rows += await statements_by_key(self._reader, self._label, "plan", fresh_plans)
            rows += await statements_on(self._reader, self._label, fresh_nodes)
            for row in rows:
                nodes.add(row["node"])
                if row["id"] in changed or row["id"] in gone or row["id"] in self._rows:
                    continue
                self._rows[row["id"]] = self._naming(row)
                if row["bare"]:
                    self._named_by_id.add(row["node"])
                keys |= {row["identity"]} if row["identity"] else set()
                plans |= {row["plan"]} if row["plan"] else set()
            for node in await self._named(fresh_keys, fresh_plans, fresh_nodes):
                self._nodes[node["id"]] = node
                nodes.add(node["id"])
                if self._label == "Standard":
                    keys |= {node["numberKey"]} if node["numberKey"] else set()
                    plans |= {node["planNumber"]} if node["planNumber"] else set()

    async def _named(self, keys: Iterable[str], plans: Iterable[str], nodes: Iterable[str]) -> list[NamedRow]:
        found = await named(self._reader, self._label, "id", nodes)
        if self._label != "Standard":
            return found
        found += await named(self._reader, "Standard", "numberKey", keys)
        found += await named(self._reader, "Standard", "planNumber", plans)
        return found + await named_by_alias(self._reader, keys)

    def _naming(self, row: StatementRow) -> Naming:
        place = precedence(self._ranks.get(row["dataset"], 100), row["confidence"], row["dataset"], row["local"])
        own = row["dataset"] == self._dataset
        return Naming(row["id"], place, row["identity"], row["plan"], row["node"] or None, own)

    async def _add_entered(self, changed: Mapping[str, ChangedRow]) -> None:
        """What people entered of a node counts like a row; a node that a row names by itself stays with it."""
        self._named_by_id |= {row.node for row in changed.values() if row.external and row.node}
        touched = [node["id"] for node in self._nodes.values() if node["touched"]]
        entered = await states(self._reader, self._label, touched) if touched else {}
        for node in self._nodes.values():
            by_people = node["id"] in entered and entered[node["id"]].entered.identity
            if by_people or node["merged"] or node["id"] in self._named_by_id:
                place = Precedence(ENTERED_RANK, 0, "", node["id"])
                self._rows[node["id"]] = Naming(
                    node["id"],
                    place,
                    node["numberKey"],
                    node["planNumber"],
                    node["id"],
                    aliases=tuple(node["aliases"]),
                )
            elif not node["stated"]:
                self._unowned |= dict.fromkeys(_keys_of(node), node["id"])

    def _find_unowned(self, changed: Mapping[str, ChangedRow]) -> Callable[[Group], str | None]:
        def find(members: Group) -> str | None:
            for row in members:
                for key in (row.identity and f"identity {row.identity}", row.plan and f"plan {row.plan}"):
                    if key and key in self._unowned:
                        return self._unowned[key]
            for row in members:
                if row.ref in self._retired:
                    return self._retired[row.ref]
                given = changed.get(row.ref)
                if given is not None and self._is_legacy(given):
                    return given.local
            return None

        return find

    def _is_legacy(self, row: ChangedRow) -> bool:
        """Whether a load before datasets were recorded made this thing under the row's id."""
        node = self._nodes.get(row.local)
        if node is None or node["stated"] or not node["seeded"]:
            return False
        if self._label != "Standard":
            return True
        known = (node["numberKey"], row.identity), (node["planNumber"], row.plan), (node["titleZh"], row.title)
        return next((one == other for one, other in known if one and other), True)

    async def _resolution(
        self, groups: list[Group], homes: Mapping[int, str], gone: Mapping[str, str | None]
    ) -> Resolution:
        found = Resolution(self._label)
        used = await self._used_ids(groups, homes)
        for place, members in enumerate(groups):
            rows = [row for row in members if not row.entered]
            if not rows:
                continue
            node = homes.get(place)
            if node is None:
                first = min(rows, key=lambda row: (not row.own, row.precedence))
                node = unused_id(first.precedence.local, first.precedence.dataset, used)
                used.add(node)
                found.created.add(node)
            found.members[node] = [row.ref for row in rows]
            for row in rows:
                found.node_of[row.ref] = node
                if row.node is not None and row.node != node:
                    found.moved.add(row.ref)
                    found.left.add(row.node)
        without = {node for node in gone.values() if node is not None}
        found.left |= without - found.members.keys()
        found.affected |= without & found.members.keys()
        for plan, place in plan_holders(groups).items():
            holder = homes.get(place) or next(
                (found.node_of[row.ref] for row in groups[place] if not row.entered), None
            )
            if holder is not None:
                found.plans[plan] = holder
        self._take_over(found, groups)
        return found

    def _take_over(self, found: Resolution, groups: list[Group]) -> None:
        """Numbers are one standard's: who loses one because of these rows, and who gains one."""
        numbers = {row.identity for members in groups for row in members if row.identity and not row.entered}
        for node in self._nodes.values():
            plan = node["planNumber"]
            loses = plan is not None and found.plans.get(plan, node["id"]) != node["id"]
            if node["id"] in found.members:
                gains = any(holder == node["id"] and held != plan for held, holder in found.plans.items())
                if loses or gains:
                    found.affected.add(node["id"])
            elif node["id"] not in self._rows:
                taken = [*(["planNumber"] if loses else []), *(["number"] if node["numberKey"] in numbers else [])]
                if taken:
                    found.freed[node["id"]] = taken

    async def _used_ids(self, groups: list[Group], homes: Mapping[int, str]) -> set[str]:
        wanted = {
            one
            for place, members in enumerate(groups)
            if place not in homes
            for row in members
            for one in (row.precedence.local, f"{row.precedence.dataset}:{row.precedence.local}")
        }
        return await existing(self._reader, self._label, wanted)


def _keys_of(node: NamedRow) -> list[str]:
    keys = [node["numberKey"] and f"identity {node['numberKey']}", node["planNumber"] and f"plan {node['planNumber']}"]
    return [key for key in keys if key]
