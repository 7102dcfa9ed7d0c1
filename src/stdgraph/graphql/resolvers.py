"""Resolvers: how a root field is answered, on the fast path and by the executor alike.

A root field is one session that only reads. Its rows come with all their edges in one statement; what its answer mentions by ``Ref`` is
fetched, all mentions of one selection together; a loader runs once for all rows of its type, in the same session; and so on downwards.
So the number of round trips depends on the document and never on the data.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import strawberry
from graphql import GraphQLResolveInfo

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import EDGE, Edge, FieldSelection, Selection, TargetNode, Wanted, fetch
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.identity import ANONYMOUS
from stdgraph.graphql.codes import with_known_codes
from stdgraph.graphql.context import Context
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.planning import Document, plan_field, plan_of, planned_field
from stdgraph.graphql.rests_on import RESTS_ON, RestsOn
from stdgraph.graphql.scalars import require_days
from stdgraph.graphql.types.fields import Declared, Failure, Loader, take_arguments_of
from stdgraph.store.driver_errors import ENDS_TRANSACTION
from stdgraph.store.session import Transaction

_Container = Any
"""A row or a list: whatever takes a value at a place."""


@dataclass(slots=True)
class _Mention:
    """A place in the answer that a node fills."""

    container: _Container
    place: str | int
    ref: Ref
    selection: Selection


_Rows = list[tuple[str, Answer, Selection]]
"""Rows with their type and the selection on them."""


class Hydrator:
    """Fills the answer of one root field, in its transaction."""

    def __init__(self, field: FieldContext) -> None:
        self.field = field
        self._loading: dict[int, bool] = {}

    async def hydrate(self, value: object) -> object:
        """A copy of an answer in which every node and every loaded field is there."""
        root: Answer = {}
        mentions: list[_Mention] = []
        rows: _Rows = []
        self._shape(root, "value", value, self.field.pick, mentions, rows)
        await self._finish(mentions, rows)
        return root["value"]

    def _shape(
        self,
        container: _Container,
        place: str | int,
        value: object,
        pick: FieldSelection,
        mentions: list[_Mention],
        rows: _Rows,
    ) -> None:
        """Put a copy of ``value`` at a place, noting the nodes it mentions and the rows it holds."""
        match value:
            case Ref():
                container[place] = None
                mentions.append(_Mention(container, place, value, pick.below[value.label]))
            case list():
                copies: list[object] = [None] * len(value)
                container[place] = copies
                for n, item in enumerate(value):
                    if type(item) is Ref:  # long lists are lists of nodes, or of rows
                        mentions.append(_Mention(copies, n, item, pick.below[item.label]))
                    elif type(item) is dict and pick.below:
                        self._row(copies, n, item, pick, mentions, rows)
                    else:
                        self._shape(copies, n, item, pick, mentions, rows)
            case dict() if pick.below:
                self._row(container, place, value, pick, mentions, rows)
            case _:
                container[place] = value

    def _row(
        self,
        container: _Container,
        place: str | int,
        value: Answer,
        pick: FieldSelection,
        mentions: list[_Mention],
        rows: _Rows,
    ) -> None:
        container[place] = row = dict(value)
        name = row.get("__typename") or next(iter(pick.below))
        selection = pick.below[name]
        if name in READER.entities:
            rows.append((name, row, selection))
            return
        for below in selection.nested:
            found = value.get(below.name)
            if found:
                self._shape(row, EDGE + below.key, found, below, mentions, rows)
            else:
                row[EDGE + below.key] = found
        if self._has_loaders(selection):
            rows.append((name, row, selection))

    def _has_loaders(self, selection: Selection) -> bool:
        """Whether a loader answers a field of the very selection."""
        key = id(selection)
        if key not in self._loading:
            self._loading[key] = any(loader_of(pick) is not None for pick in selection.picks)
        return self._loading[key]

    async def _finish(self, mentions: list[_Mention], rows: _Rows) -> None:
        rows = [*rows, *await self._fetched(mentions)]
        groups: dict[tuple[str, int], tuple[str, Selection, list[Answer]]] = {}
        for name, row, selection in rows:
            groups.setdefault((name, id(selection)), (name, selection, []))[2].append(row)
        for name, selection, group in groups.values():
            await self._descend(name, selection, group)

    async def _fetched(self, mentions: list[_Mention]) -> _Rows:
        """Put the nodes that are mentioned in their places, and give their rows."""
        groups: dict[tuple[str, int], list[_Mention]] = {}
        for mention in mentions:
            groups.setdefault((mention.ref.label, id(mention.selection)), []).append(mention)
        wanted, waiting = [], []
        found: _Rows = []
        for (label, _), group in groups.items():
            if READER.is_key_only(label, group[0].selection):
                for mention in group:
                    mention.container[mention.place] = {**_key_row(mention.ref), "__typename": label}
            else:
                wanted.append(Wanted(label, group[0].selection, tuple(dict.fromkeys(m.ref.key for m in group))))
                waiting.append(group)
        for group, rows in zip(waiting, await fetch(self.field.tx, READER, wanted), strict=True):
            shared: dict[object, Answer] = {}
            for mention in group:
                ref = mention.ref
                row = rows.get(ref.key)
                if row is None:
                    continue
                shown = shared.get(ref.key)
                if shown is None or ref.extra:  # one row for all mentions that carry nothing of their own
                    shown = {**row, **ref.extra, "__typename": ref.label}
                    found.append((ref.label, shown, mention.selection))
                    if not ref.extra:
                        shared[ref.key] = shown
                mention.container[mention.place] = shown
        return found

    async def _descend(self, name: str, selection: Selection, rows: Sequence[Answer]) -> None:
        """Run the loaders of one type for its rows, and follow their edges to further rows."""
        fields = READER.entities[name].fields if name in READER.entities else {}
        for pick in selection.picks:
            load = loader_of(pick)
            if load is not None:
                await self._load(load, name, pick, rows)
            elif pick.below and isinstance(fields.get(pick.name), Edge | TargetNode):
                await self._follow(pick, rows)

    async def _load(self, load: Loader, name: str, pick: FieldSelection, rows: Sequence[Answer]) -> None:
        field = self.field.below(pick, name)
        key = EDGE + pick.key
        try:
            arguments = self.field.document.arguments(pick)
            require_days(arguments)
            values = await load(field, rows, **arguments)
        except ENDS_TRANSACTION:
            raise
        except Exception as error:  # the field alone is null, at its own path
            for row in rows:
                row[key] = Failure(error)
            return
        mentions: list[_Mention] = []
        below: _Rows = []
        for row, value in zip(rows, values, strict=True):
            self._shape(row, key, value, pick, mentions, below)
        await self._finish(mentions, below)

    async def _follow(self, pick: FieldSelection, rows: Sequence[Answer]) -> None:
        for name, selection in pick.below.items():
            if _loads(selection):
                further = [one for row in rows for one in _listed(row[EDGE + pick.key])]
                if further:
                    await self._descend(name, selection, further)


def loader_of(pick: FieldSelection) -> Loader | None:
    """The loader behind a planned field; None where there is none."""
    if pick.node is None:  # an introspection field
        return None
    found: Loader | None = getattr(planned_field(pick).function, "load", None)
    return found


def _loads(selection: Selection) -> bool:
    """Whether a loader runs anywhere below."""
    return any(loader_of(pick) is not None or any(map(_loads, pick.below.values())) for pick in selection.picks)


def _listed(value: list[Answer] | Answer | None) -> list[Answer]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _key_row(ref: Ref) -> Answer:
    if ref.label == "Subsystem":
        system, _, code = ref.key.partition("/")
        return {"id": ref.key, "system": system, "code": code, **ref.extra}
    return {READER.entities[ref.label].key[0]: ref.key, **ref.extra}


Resolve = Callable[..., Awaitable[object]]
"""A method of the query type: ``resolve(self, field, **arguments)``; nodes appear in its answer as ``Ref``."""


def root_field(of: object, description: str) -> Callable[[Resolve], Declared]:
    """Declares a root field of a GraphQL type; the method below it is the code that answers, on either path."""

    def declare(resolve: Resolve) -> Declared:
        async def resolver(root: object, info: strawberry.Info[Context, None], **arguments: object) -> object:
            raw: GraphQLResolveInfo[Context] = info._raw_info  # noqa: SLF001  strawberry offers no other way to the field's nodes
            document = Document.of(raw)
            pick = info.context.plans.get(
                raw.field_nodes[0],
                document,
                lambda: plan_field(document, raw.parent_type, str(raw.path.key), raw.field_nodes),
            )
            return await answer_root(info.context, document, pick, arguments)

        resolver.__name__ = resolve.__name__
        resolver.resolve = resolve  # type: ignore[attr-defined]
        take_arguments_of(resolve, resolver)
        return strawberry.field(resolver=resolver, description=description, graphql_type=of)

    return declare


async def answer_root(
    context: Context, document: Document, pick: FieldSelection, arguments: Mapping[str, object]
) -> object:
    """What a root field answers: rows, with everything that the document selects below them."""
    resolve = cast("Resolve", getattr(planned_field(pick).function, "resolve"))  # noqa: B009  an attribute of a function

    require_days(arguments)

    async def work(tx: Transaction) -> object:
        field = FieldContext(tx, document, context.settings, pick, who=who)
        answer = await with_known_codes(tx, arguments, lambda known: resolve(None, field, **known))
        return await Hydrator(field).hydrate(answer)

    await context.admit()
    # what rests on the catalogue alone is the same for all, and may be kept: it is not told who asks
    who = (context.who or ANONYMOUS) if RESTS_ON.get(pick.name) is RestsOn.IDENTITY else ANONYMOUS
    return await context.read(work)


async def answer_with(info: strawberry.Info[Context, None], answer: object) -> Any:
    """Answer the root field that the executor is resolving with the outcome of a write; its nodes are read as they are now."""
    return await info.context.read(lambda tx: answer_within(tx, info, answer))


async def answer_within(tx: Transaction, info: strawberry.Info[Context, None], answer: object) -> object:
    """The same by what a transaction sees."""
    document, pick = plan_of(info._raw_info)  # noqa: SLF001
    return await Hydrator(FieldContext(tx, document, info.context.settings, pick)).hydrate(answer)
