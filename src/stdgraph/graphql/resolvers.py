"""Asking: one root field is one managed read transaction. Its rows come with all their edges in one statement; a field that is a
question of its own is put to its capability once, for all rows that it stands on, in the same transaction. So the number of round
trips is fixed by the document.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLResolveInfo
from starlette.datastructures import MutableHeaders

from stdgraph.auth.bearer import identity_of
from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import EDGE, Edge, Far, Pick, Selection, Wanted, fetch
from stdgraph.commands.feed import Watch
from stdgraph.domain import calendar
from stdgraph.domain.answers import Ref
from stdgraph.domain.identity import Identity
from stdgraph.errors import StdgraphError, Unauthenticated
from stdgraph.gap_records.reconciler import Reconciler
from stdgraph.gap_records.reconciliation import settle
from stdgraph.graphql.bookmarks import HEADER, encode
from stdgraph.graphql.planning import Document, Plans, plan_field
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction

Row = dict[str, Any]
T = TypeVar("T")


@dataclass(slots=True)
class Context:
    """What a request carries through the executor."""

    graph: Graph
    settings: Settings
    plans: Plans
    request: Any = None
    response: Any = None
    who: Identity | None = None
    """Who asks, once that is known; a program in this process says it itself."""
    after: tuple[str, ...] = ()
    """What reads wait for: the bookmarks that the request sent back."""
    written: str | None = None
    """The bookmark of what this request wrote."""
    watch: Watch | None = None
    settler: Reconciler | None = None
    """Who makes the records of gaps agree with the gaps; a program in this process does it itself."""
    connection_params: Any = None
    """What a WebSocket client sent when it connected."""

    async def identity(self) -> Identity:
        """Who asks, by the request's token. Raises Unauthenticated."""
        if self.who is None:
            header = self.request.headers.get("authorization") if self.request is not None else None
            if header is None and isinstance(self.connection_params, dict):
                header = self.connection_params.get("authorization") or self.connection_params.get("Authorization")
            self.who = await identity_of(self.graph, self.settings, header, datetime.now(UTC))
        return self.who

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run work in a read transaction that sees what the request's bookmark stands for."""
        return await self.graph.read(work, after=self.after)

    async def wrote(self) -> None:
        """Note the bookmark of what was just written, for the answer."""
        self.written = encode(await self.graph.bookmarks())
        headers = getattr(self.response, "headers", None)
        if isinstance(headers, MutableHeaders):  # those of a WebSocket were sent long ago
            headers[HEADER] = self.written

    async def settle(self) -> None:
        """Have the records of gaps agree with the gaps: by the service in a while, else here. The write that asks for it stands."""
        if self.settler is not None:
            self.settler.soon()
            return
        with suppress(StdgraphError):
            await settle(self.graph, calendar.today())

    def forget(self) -> None:
        """Ask for the token's holder anew, where a token says who asks: a connection may outlive it."""
        if self.request is not None:
            self.who = None

    async def admit(self) -> None:
        """Let a reader in. Raises Unauthenticated for a bad token, and for none where reads are not public."""
        if self.request is None and self.who is None:
            return  # a program in this process
        if not (await self.identity()).known and not self.settings.public_reads:
            raise Unauthenticated("reads need a token here: send Authorization: Bearer and a token")


@dataclass(slots=True)
class Asking:
    """One root field being answered."""

    tx: Transaction
    document: Document
    settings: Settings
    today: date = field(default_factory=lambda: calendar.today())

    def arguments(self, pick: Pick) -> dict[str, Any]:
        """The values of a field's arguments."""
        return self.document.arguments(pick)

    def on(self, arguments: Mapping[str, Any], name: str = "asOf") -> date:
        """The day that is asked about; today if none is."""
        return arguments.get(name) or self.today


Question = Callable[[Asking, list[Row], Pick], Awaitable[Sequence[Any]]]
"""Answers one field for all rows it stands on: one value a row, in which nodes stand as ``Ref``."""

QUESTIONS: dict[tuple[str, str], Question] = {}


def question(on: str, name: str) -> Callable[[Question], Question]:
    """Registers the question behind a field of a type."""

    def register(asked: Question) -> Question:
        QUESTIONS[on, name] = asked
        return asked

    return register


async def ask(info: strawberry.Info[Context, None]) -> Any:
    """Answer the root field that the executor is resolving."""
    raw: GraphQLResolveInfo[Context] = info._raw_info  # noqa: SLF001  strawberry offers no other way to the field's nodes
    document = Document.of(raw)
    pick = info.context.plans.keep(
        raw.field_nodes[0],
        document,
        lambda: plan_field(document, raw.parent_type, str(raw.path.key), raw.field_nodes),
    )
    return await answer(info.context, document, pick)


async def tell(info: strawberry.Info[Context, None], told: Any) -> Any:
    """Answer the root field that the executor is resolving with what a write came to: its nodes are read as they are now."""
    raw: GraphQLResolveInfo[Context] = info._raw_info  # noqa: SLF001
    document = Document.of(raw)
    pick = plan_field(document, raw.parent_type, str(raw.path.key), raw.field_nodes)

    async def work(tx: Transaction) -> Any:
        return await settled(tx, document, info.context.settings, told, pick)

    return await info.context.read(work)


async def settled(tx: Transaction, document: Document, settings: Settings, told: Any, pick: Pick) -> Any:
    """What a field answers, its nodes read in a transaction that is open already."""
    return await _Settling(Asking(tx, document, settings)).settle(told, pick)


async def answer(context: Context, document: Document, pick: Pick) -> Any:
    """Answer one root field: rows, with everything that is wanted below them."""

    async def work(tx: Transaction) -> Any:
        asking = Asking(tx, document, context.settings)
        (value,) = await QUESTIONS["Query", pick.name](asking, [{}], pick)
        return await _Settling(asking).settle(value, pick)

    await context.admit()
    return await context.read(work)


@dataclass(slots=True)
class _Mention:
    """A place in the answer where a node is wanted."""

    container: Any
    place: Any
    ref: Ref
    selection: Selection


class _Settling:
    """Turns answers into rows: fetches what they mention, asks the questions below, until nothing is left open."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking

    async def settle(self, value: Any, pick: Pick) -> Any:
        root: Row = {}
        mentions: list[_Mention] = []
        rows: list[tuple[str, Row, Selection]] = []
        self._shape(root, "value", value, pick, mentions, rows)
        await self._finish(mentions, rows)
        return root["value"]

    def _shape(
        self,
        container: Any,
        place: Any,
        value: Any,
        pick: Pick,
        mentions: list[_Mention],
        rows: list[tuple[str, Row, Selection]],
    ) -> None:
        """Put a copy of ``value`` at a place, noting the nodes it mentions and the rows it holds."""
        match value:
            case Ref():
                container[place] = None
                mentions.append(_Mention(container, place, value, pick.below[value.label]))
            case list():
                container[place] = copies = [None] * len(value)
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
        container: Any,
        place: Any,
        value: Mapping[str, Any],
        pick: Pick,
        mentions: list[_Mention],
        rows: list[tuple[str, Row, Selection]],
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

    async def _finish(self, mentions: list[_Mention], rows: list[tuple[str, Row, Selection]]) -> None:
        rows = [*rows, *await self._mentioned(mentions)]
        groups: dict[tuple[str, int], tuple[str, Selection, list[Row]]] = {}
        for name, row, selection in rows:
            groups.setdefault((name, id(selection)), (name, selection, []))[2].append(row)
        for name, selection, group in groups.values():
            await self._descend(name, selection, group)

    async def _mentioned(self, mentions: list[_Mention]) -> list[tuple[str, Row, Selection]]:
        groups: dict[tuple[str, int], list[_Mention]] = {}
        for mention in mentions:
            groups.setdefault((mention.ref.label, id(mention.selection)), []).append(mention)
        wanted, waiting = [], []
        found: list[tuple[str, Row, Selection]] = []
        for (label, _), group in groups.items():
            if READER.is_key_only(label, group[0].selection):
                for mention in group:
                    mention.container[mention.place] = {**_key_row(mention.ref), "__typename": label}
            else:
                wanted.append(Wanted(label, group[0].selection, tuple(dict.fromkeys(m.ref.key for m in group))))
                waiting.append(group)
        for group, rows in zip(waiting, await fetch(self.asking.tx, READER, wanted), strict=True):
            shared: dict[Any, Row] = {}
            for mention in group:
                ref = mention.ref
                row = rows.get(ref.key)
                if row is None:
                    continue
                told = shared.get(ref.key)
                if told is None or ref.extra:  # one row for all mentions that say nothing of their own
                    told = {**row, **ref.extra, "__typename": ref.label}
                    found.append((ref.label, told, mention.selection))
                    if not ref.extra:
                        shared[ref.key] = told
                mention.container[mention.place] = told
        return found

    async def _descend(self, name: str, selection: Selection, rows: list[Row]) -> None:
        """Ask the questions that rows of one type carry, and follow their edges to further rows."""
        fields = READER.entities[name].fields if name in READER.entities else {}
        for pick in selection.picks:
            asked = QUESTIONS.get((name, pick.name))
            if asked is not None:
                mentions: list[_Mention] = []
                below: list[tuple[str, Row, Selection]] = []
                for row, value in zip(rows, await asked(self.asking, rows, pick), strict=True):
                    if not pick.below:  # a single value: read like a property
                        row[pick.name] = value
                        continue
                    self._shape(row, EDGE + pick.key, value, pick, mentions, below)
                await self._finish(mentions, below)
            elif pick.below and isinstance(fields.get(pick.name), Edge | Far):
                await self._follow(pick, rows)

    async def _follow(self, pick: Pick, rows: list[Row]) -> None:
        for name, selection in pick.below.items():
            if _asks(name, selection):
                further = [one for row in rows for one in _listed(row[EDGE + pick.key])]
                if further:
                    await self._descend(name, selection, further)


def _asks(name: str, selection: Selection) -> bool:
    """Whether a question stands anywhere below."""
    return any(
        (name, pick.name) in QUESTIONS or any(_asks(type_name, below) for type_name, below in pick.below.items())
        for pick in selection.picks
    )


def _listed(value: Any) -> list[Row]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _key_row(ref: Ref) -> Row:
    if ref.label == "Subsystem":
        system, _, code = ref.key.partition("/")
        return {"id": ref.key, "system": system, "code": code, **ref.extra}
    return {READER.entities[ref.label].key[0]: ref.key, **ref.extra}
