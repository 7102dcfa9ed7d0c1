"""Hydration: from what a resolver answers to rows with everything that is wanted below them.

What an answer mentions by ``Ref`` is fetched, all mentions of one selection together; loaders run once for all rows of their type;
and so on downwards until nothing is left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import EDGE, Edge, Far, Pick, Selection, Wanted, fetch
from stdgraph.domain.answers import Answer, Ref
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.planning import planned_field
from stdgraph.graphql.types.fields import Failure, Loader
from stdgraph.store.driver_errors import ENDS_TRANSACTION

_Container = Any
"""A row or a list: whatever takes a value at a place."""


@dataclass(slots=True)
class _Mention:
    """A place in the answer where a node is wanted."""

    container: _Container
    place: str | int
    ref: Ref
    selection: Selection


_Rows = list[tuple[str, Answer, Selection]]
"""Rows with their type and what is wanted of them."""


class Hydrator:
    """Fills the answer of one root field, in its transaction."""

    def __init__(self, field: FieldContext) -> None:
        self.field = field

    async def hydrate(self, value: object, pick: Pick) -> object:
        """A copy of an answer in which every node and every loaded field is there."""
        root: Answer = {}
        mentions: list[_Mention] = []
        rows: _Rows = []
        self._shape(root, "value", value, pick, mentions, rows)
        await self._finish(mentions, rows)
        return root["value"]

    def _shape(
        self, container: _Container, place: str | int, value: object, pick: Pick, mentions: list[_Mention], rows: _Rows
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
        pick: Pick,
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
            elif pick.below and isinstance(fields.get(pick.name), Edge | Far):
                await self._follow(pick, rows)

    async def _load(self, load: Loader, name: str, pick: Pick, rows: Sequence[Answer]) -> None:
        field = self.field.below(pick, name)
        key = EDGE + pick.key
        try:
            values = await load(field, rows, **self.field.document.arguments(pick))
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

    async def _follow(self, pick: Pick, rows: Sequence[Answer]) -> None:
        for name, selection in pick.below.items():
            if _loads(selection):
                further = [one for row in rows for one in _listed(row[EDGE + pick.key])]
                if further:
                    await self._descend(name, selection, further)


def loader_of(pick: Pick) -> Loader | None:
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
