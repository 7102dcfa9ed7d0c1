"""Plans a load: which nodes the dataset's rows mean, what the catalogue follows of them, and what is to be written.

Nothing is written here. A plan for the same statements and the same catalogue is the same, whatever was loaded before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from stdgraph.commands.retirement import HOLDERS, PlanItem
from stdgraph.datasets.circles import Circle, circles
from stdgraph.datasets.comparison import Comparison, Externals, with_externals
from stdgraph.datasets.contradictions import Contradiction
from stdgraph.datasets.follow import DatasetFacts, FollowedFacts, ResolvedLink, follow
from stdgraph.datasets.identity import precedence
from stdgraph.datasets.load_report import ReportBuilder
from stdgraph.datasets.node_changes import NodeChange, create_node, retire_node, take_back_relations, update_node
from stdgraph.datasets.node_operations import LinkTargets, NodeOperations, ResolvedStatement
from stdgraph.datasets.operations import Parts, Target
from stdgraph.datasets.resolution import ChangedRow, Resolution, Resolver
from stdgraph.datasets.statements import (
    CODED,
    LABELS,
    STAGE,
    STATED_ON,
    Statement,
    parse_content,
    statement_id,
)
from stdgraph.datasets.stored import (
    BATCH,
    NodeState,
    Reader,
    aliased,
    batches,
    contents,
    existing,
    linking,
    resolve_names,
    statements_on,
    states,
)
from stdgraph.domain import calendar
from stdgraph.domain.stored_state import stated_fields


class StatedRows(Protocol):
    """The statements of a dataset that are to be loaded, readable more than once."""

    def __call__(self) -> Iterator[Statement]:
        """Each statement, label by label."""
        ...


@dataclass(frozen=True, slots=True)
class LoadContext:
    """What a load is about."""

    load: str
    dataset: str
    ranks: Mapping[str, int]
    """Of all datasets, by name."""
    stated_on: Mapping[str, date | None]
    """The days as of which datasets speak, by name."""
    today: date
    """The day as of which a dataset speaks that does not say so, of what it states for the first time."""
    externals: Externals
    retired_on: date | None
    """The day from which what nobody states any more is off the plan; None: it stays."""

    @property
    def ended_on(self) -> date | None:
        """The day on which relationships end that nobody states any more; None where a load is taken back: they never were."""
        on = self.retired_on or calendar.today()
        return on if on > date.min else None


class LoadPlanner:
    """Plans one load."""

    def __init__(
        self,
        reader: Reader,
        context: LoadContext,
        report: ReportBuilder,
        renames: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        """``renames``: the codes that things are about to get, with the ones they have; a rehearsal does not rename."""
        self._reader = reader
        self._context = context
        self._report = report
        self._resolved: dict[str, Resolution] = {}
        self._done: defaultdict[str, set[str]] = defaultdict(set)
        """The nodes that are planned already, by label."""
        self.operations = NodeOperations(context.load)
        self.leaving: list[PlanItem] = []
        """What may leave the plan once everything is written: systems and subsystems stay while they hold something."""
        self._former: dict[tuple[str, str], str] = dict(renames or {})
        """The nodes of codes that things had before they were renamed."""
        self._asked: set[tuple[str, str]] = set()
        """The codes at the ends of relationships that were looked up, by label."""
        self.systems: set[str] = set()
        """The systems whose tree may be another one."""
        self.inverse: list[tuple[str, str | None]] = []
        """What the statements that change said before, by id: what takes the load back. None for those that are new."""
        self._before: set[str] = set()
        """The changed statements of which the dataset stated something before."""
        self._new: set[str] = set()
        """The others."""
        self._last: dict[str, str] = {}
        """The statements that stated a node last, of those that no longer do, by node."""

    async def plan(
        self, rows: StatedRows, comparison: Comparison, flush: Callable[[Parts], Awaitable[None]] | None = None
    ) -> None:
        """Plan what is to be written; ``flush`` is told after every batch, to take away what is full."""
        for label in LABELS:
            self._resolved[label] = await self._resolve(label, comparison.changed[label], comparison.gone[label])
        for label in LABELS:
            await self._unstate(comparison.gone[label])
            self._before |= {row.ref for row in comparison.changed[label].values() if row.stored}
            self._new |= {row.ref for row in comparison.changed[label].values() if not row.stored}
            self._last |= {row.node: row.ref for row in comparison.changed[label].values() if row.node}
            self._last |= {node: ref for ref, node in comparison.gone[label].items() if node}
        shared = {label: self._shared(label, comparison.changed[label]) for label in LABELS}
        kept: dict[str, Statement] = {}
        changed = self._changed(rows, comparison, shared, kept)
        for batch in batches(changed, BATCH):
            for label in dict.fromkeys(one.label for one in batch):
                given = {self._ref(one): one for one in batch if one.label == label}
                await self._plan_nodes(label, {self._resolved[label].node_of[ref] for ref in given}, given)
            if flush is not None:
                await flush(self.operations.parts)
        for label in LABELS:
            await self._plan_rest(label, comparison, kept)
            if flush is not None:
                await flush(self.operations.parts)

    async def circles(self) -> list[Contradiction]:
        """What would lead back to where it began, with the rows that state it."""
        created = {label: found.created for label, found in self._resolved.items()}
        found = await circles(self._reader, self.operations.made, self.operations.cut, created)
        return [await self._contradiction(circle) for circle in found]

    async def _contradiction(self, circle: Circle) -> Contradiction:
        resolution = self._resolved[circle.label]
        rows, ends = set(resolution.members.get(circle.source, ())), set(resolution.members.get(circle.end, ()))
        ends |= {row["id"] for row in await statements_on(self._reader, circle.label, [circle.end])}
        return Contradiction(str(circle), frozenset(rows), circle.type, frozenset({*ends, circle.end}))

    def _ref(self, statement: Statement) -> str:
        return statement_id(self._context.dataset, statement.label, statement.local)

    def _changed(
        self,
        rows: StatedRows,
        comparison: Comparison,
        shared: Mapping[str, Collection[str]],
        kept: dict[str, Statement],
    ) -> Iterator[Statement]:
        """The changed statements; those that share their node with another row of the dataset are kept for later."""
        for one in rows():
            ref = self._ref(one)
            if ref not in comparison.changed[one.label]:
                continue
            statement = with_externals(one, self._context.externals)
            if ref in shared[one.label]:
                kept[ref] = statement
            else:
                yield statement

    def _shared(self, label: str, changed: Mapping[str, ChangedRow]) -> set[str]:
        found: set[str] = set()
        for refs in self._resolved[label].members.values():
            own = [ref for ref in refs if ref in changed]
            if len(own) > 1:
                found.update(own)
        return found

    async def _resolve(
        self, label: str, changed: Mapping[str, ChangedRow], gone: Mapping[str, str | None]
    ) -> Resolution:
        if label not in CODED:
            if not changed and not gone:
                return Resolution(label)
            resolver = Resolver(self._reader, label, self._context.dataset, self._context.ranks)
            return await resolver.resolve(changed, gone)
        await self._find_former(label, [row.local for row in changed.values()])
        found = Resolution(label, {ref: self._coded(label, row.local) for ref, row in changed.items()})
        codes = set(found.node_of.values())
        found.created = codes - await existing(self._reader, label, codes)
        found.left = {node for node in gone.values() if node and node not in codes}
        for held in await statements_on(self._reader, label, (codes - found.created) | found.left):
            if held["id"] not in gone and held["id"] not in changed:
                found.members.setdefault(held["node"], []).append(held["id"])
        for ref, node in found.node_of.items():
            found.members.setdefault(node, []).append(ref)
        return found

    async def _find_former(self, label: str, codes: Iterable[str]) -> None:
        """Note which of the codes are former ones; a code that a thing has now is that thing's."""
        wanted = set(codes)
        unknown = wanted - await existing(self._reader, label, wanted)
        unknown = {code for code in unknown if (label, code) not in self._former}
        self._former |= await aliased(self._reader, {(label, code) for code in unknown})

    def _coded(self, label: str, code: str) -> str:
        return self._former.get((label, code), code)

    async def _plan_rest(self, label: str, comparison: Comparison, kept: Mapping[str, Statement]) -> None:
        """The nodes that are affected without a changed row of their own."""
        found = self._resolved[label]
        given = {ref: one for ref, one in kept.items() if one.label == label}
        nodes = {found.node_of[ref] for ref in given} | found.left | found.affected
        for node, names in found.freed.items():
            self.operations.parts.add(Target("free", label), {"id": node, "set": dict.fromkeys(names)})
        nodes |= {node for node, refs in found.members.items() if found.moved.intersection(refs)}
        await self._plan_nodes(label, nodes - self._done[label], given)
        if found.left and found.moved:
            for source, linked in (await linking(self._reader, label, found.left)).items():
                await self._plan_nodes(source, linked - self._done[source], kept)

    async def _plan_nodes(self, label: str, nodes: Collection[str], given: Mapping[str, Statement]) -> None:
        """Plan the nodes of a label, with the statements at hand."""
        ordered = sorted(nodes)
        for batch in batches(ordered, BATCH):
            members = await self._members(label, batch)
            held = await states(self._reader, label, [one for one in batch if one not in self._resolved[label].created])
            known = await self._statements([ref for refs in members.values() for ref in refs], given)
            links = await self._link_targets(known.values())
            for node in batch:
                self._done[label].add(node)
                rows = [known[ref] for ref in members.get(node, ()) if ref in known]
                self._plan_node(label, node, rows, held.get(node), links)

    async def _members(self, label: str, nodes: Sequence[str]) -> dict[str, list[str]]:
        """The statements of each node, by their ids."""
        found = self._resolved[label]
        members = {node: found.members[node] for node in nodes if node in found.members}
        others = [node for node in nodes if node not in members and node not in found.left]
        for row in await statements_on(self._reader, label, others):
            members.setdefault(row["node"], []).append(row["id"])
        return members

    async def _statements(self, refs: Sequence[str], given: Mapping[str, Statement]) -> dict[str, ResolvedStatement]:
        found: dict[str, ResolvedStatement] = {}
        stored = await contents(self._reader, [ref for ref in refs if ref not in given or ref in self._before])
        for ref in refs:
            one, row = given.get(ref), stored.get(ref)
            if one is not None:
                self.inverse.append((ref, row["content"] if row is not None else None))
                found[ref] = ResolvedStatement(
                    ref, one, self._context.dataset, self._context.ranks[self._context.dataset]
                )
            elif row is not None:
                statement = parse_content(row["label"], row["local"], row["content"])
                found[ref] = ResolvedStatement(
                    ref, statement, row["dataset"], self._context.ranks.get(row["dataset"], 100)
                )
        return found

    async def _link_targets(self, rows: Iterable[ResolvedStatement]) -> dict[tuple[str, str, str], str]:
        """The nodes to which relationships lead, by dataset, label and name."""
        rows = list(rows)
        await self._find_former_ends(rows)
        found: dict[tuple[str, str, str], str] = {}
        waiting: dict[str, tuple[str, str, str]] = {}
        external: dict[tuple[str, str, str], str] = {}
        for row in rows:
            for link in row.facts_of.links:
                key = (row.dataset, link.label, link.name)
                if link.held is not None:
                    external[key] = link.held
                elif link.label in CODED:
                    found[key] = self._coded(link.label, link.name)
                else:
                    ref = statement_id(*key)
                    node = self._resolved[link.label].node_of.get(ref)
                    if node is None:
                        waiting[ref] = key
                    else:
                        found[key] = node
        if waiting:
            found |= {waiting[ref]: node for ref, node in (await resolve_names(self._reader, list(waiting))).items()}
        if external:
            moved = await aliased(self._reader, {(key[1], node) for key, node in external.items()})
            found |= {key: moved.get((key[1], node), node) for key, node in external.items()}
        return found

    async def _find_former_ends(self, rows: Iterable[ResolvedStatement]) -> None:
        """Note which codes at the ends of relationships are former ones; each code is looked up once."""
        named: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            for link in row.facts_of.links:
                if link.label in CODED and (link.label, link.name) not in self._asked:
                    named[link.label].add(link.name)
        for label, codes in named.items():
            self._asked |= {(label, code) for code in codes}
            await self._find_former(label, codes)

    def _plan_node(
        self,
        label: str,
        node: str,
        rows: Sequence[ResolvedStatement],
        state: NodeState | None,
        targets: LinkTargets,
    ) -> None:
        if not rows:
            if state is not None:
                self._leave(label, node, state)
            return
        facts = [self._facts(row, targets, state) for row in rows]
        held = {} if state is None else stated_fields(state.properties)
        entered = {} if state is None else {name: held.get(name) for name in state.entered.facts}
        reached = state.entered.moves[-1].stage if state is not None and state.entered.moves else None
        followed = self._without_foreign_plan(label, node, follow(facts, entered, reached))
        if state is None:
            change = create_node(label, node, followed)
            self.operations.parts.add(Target("create", label), change.properties)
            self._report.created(label, node, change.properties)
        else:
            change = update_node(label, node, followed, state, self._context.ended_on)
            self.operations.set_properties(label, node, change.properties)
            if change.fields or change.events:
                self._report.updated(label, node, change.fields)
            else:
                self._report.unchanged(label, 1)
        if label == "Subsystem":
            self.systems.add(node.partition("/")[0])
        self._write_changes(label, node, change)
        moved = self._resolved[label].moved
        kept = [row for row in rows if row.dataset == self._context.dataset or row.ref in moved]
        self.operations.keep_statements(label, node, kept, self._new)
        if self.operations.write_claims(label, node, followed, rows, state, targets):
            self._report.conflicts(label, node, followed.conflicts)

    def _write_changes(self, label: str, node: str, change: NodeChange) -> None:
        self.operations.write_changes(label, node, change)
        for link in change.unlinked:
            self._report.unlinked(link.type)
        for made in change.linked:
            self._report.linked(made.type)

    def _facts(self, row: ResolvedStatement, targets: LinkTargets, state: NodeState | None) -> DatasetFacts:
        place = precedence(row.rank, row.confidence, row.dataset, row.facts_of.local)
        properties = row.facts_of.properties
        if properties.get(STAGE) is not None:
            before = None if state is None else state.properties.get(STATED_ON)
            stated_on = self._context.stated_on.get(row.dataset) or before or self._context.today
            properties = {**properties, STATED_ON: stated_on}
        return DatasetFacts(place, properties, tuple(self._resolved_links(row, targets)))

    def _resolved_links(self, row: ResolvedStatement, targets: LinkTargets) -> Iterator[ResolvedLink]:
        for link in row.facts_of.links:
            target = targets.get((row.dataset, link.label, link.name))
            if target is not None:
                yield ResolvedLink(link.type, link.label, target, link.properties)

    def _without_foreign_plan(self, label: str, node: str, followed: FollowedFacts) -> FollowedFacts:
        """The facts without a plan number that another standard has: a plan number is one standard's."""
        plan = followed.properties.get("planNumber") if label == "Standard" else None
        holder = self._resolved["Standard"].plans.get(str(plan)) if plan else None
        if holder is None or holder == node:
            return followed
        return FollowedFacts({**followed.properties, "planNumber": None}, followed.links, followed.conflicts)

    def _leave(self, label: str, node: str, state: NodeState) -> None:
        """No dataset states the node any more; what people entered keeps it."""
        on = self._context.retired_on
        if on is None or state.properties.get("retiredOn") is not None:
            return
        if state.entered.touched:
            if on == date.min:
                self._change(label, node, take_back_relations(node, label, state))
            return
        if label in HOLDERS:
            self.leaving.append(PlanItem(label, node))
            self.operations.set_properties(label, node, {"lastStatement": self._last.get(node, "")})
            self._report.retired(label, node, state.properties)
            return
        self._change(label, node, retire_node(node, label, state, on, self._last.get(node, "")))
        self._report.retired(label, node, state.properties)

    def _change(self, label: str, node: str, change: NodeChange) -> None:
        self.operations.set_properties(label, node, change.properties)
        self._write_changes(label, node, change)

    async def _unstate(self, gone: Mapping[str, str | None]) -> None:
        stored = await contents(self._reader, gone)
        for ref in gone:
            if ref in stored:
                self.inverse.append((ref, stored[ref]["content"]))
                self.operations.parts.add(Target("unstate"), {"id": ref})
