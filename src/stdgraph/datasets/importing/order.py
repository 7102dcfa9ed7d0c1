"""What a program asks of an import, and whether it may."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from stdgraph.auth.policy import Action, Subject, decide
from stdgraph.commands.outcomes import Message
from stdgraph.datasets.fields import dataset_name
from stdgraph.datasets.importing.formats import Format, format_of
from stdgraph.datasets.importing.importer import ImportRequest
from stdgraph.datasets.importing.one_system import states_only
from stdgraph.datasets.load_journal import revision_of
from stdgraph.datasets.stored import GraphReader, read_datasets
from stdgraph.datasets.system_table import InvalidMapping, TableMapping, read_mapping
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput, Forbidden
from stdgraph.store.known_codes import check_codes
from stdgraph.store.session import Graph, Transaction

STEWARDS_RANK = 200
"""The rank of a dataset that a steward brings: after those of administrators, whose rank is 100 where they state none."""


class ImportForbidden(Forbidden):
    """The sender may not import this. Nothing was read or changed."""

    def __init__(self, message: Message, required: str, language: Language) -> None:
        self.message, self.required = message, required
        super().__init__(message.text(language))


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What is to be imported, as a program says it."""

    dataset: str
    system: str | None = None
    mapping: str | None = None
    """A mapping file as text."""
    title: str | None = None
    stated_on: date | None = None
    rank: int | None = None
    retire: bool = False
    language: Language = Language.ZH

    def values(self) -> dict[str, object]:
        """As JSON has them."""
        return {
            "dataset": self.dataset,
            "system": self.system,
            "mapping": self.mapping,
            "title": self.title,
            "statedOn": self.stated_on and self.stated_on.isoformat(),
            "rank": self.rank,
            "retire": self.retire,
            "language": self.language.value,
        }

    @classmethod
    def of(cls, values: Mapping[str, object]) -> ImportOrder:
        """From what ``values`` gives. Raises BadInput for a name that is none."""
        if not values.get("dataset"):
            raise BadInput("dataset: missing (expected the name of the dataset that the file states)")
        try:
            name = dataset_name(str(values["dataset"]))
        except ValueError as error:
            raise BadInput(f"dataset: {error}") from None
        return cls(
            str(name),
            system=_text(values.get("system")),
            mapping=_text(values.get("mapping")),
            title=_text(values.get("title")),
            stated_on=_day(values.get("statedOn")),
            rank=_whole(values.get("rank")),
            retire=_flag(values.get("retire")),
            language=_language(values.get("language")),
        )


def _text(value: object) -> str | None:
    return str(value) if value else None


def _day(value: object) -> date | None:
    if not value:
        return None
    with suppress(ValueError):
        found = date.fromisoformat(str(value))
        if found.isoformat() == value:
            return found
    raise BadInput(f"statedOn: invalid date {value!r} (expected YYYY-MM-DD)")


def _whole(value: object) -> int | None:
    if value is None or value == "":
        return None
    if not re.fullmatch(r"[0-9]{1,9}", str(value)):
        raise BadInput(f"rank: invalid number {value!r} (expected digits)")
    return int(str(value))


def _flag(value: object) -> bool:
    if isinstance(value, bool) or value is None:
        return bool(value)
    known = {"true": True, "yes": True, "1": True, "": True, "false": False, "no": False, "0": False}
    if str(value).lower() not in known:
        raise BadInput(f"retire: invalid flag {value!r} (expected true or false)")
    return known[str(value).lower()]


def _language(value: object) -> Language:
    try:
        return Language(str(value or Language.ZH).upper())
    except ValueError:
        raise BadInput(f"language: unknown language {value!r} (expected ZH or EN)") from None


async def permitted(graph: Graph, who: Identity, order: ImportOrder, file: Path) -> ImportRequest:
    """The request that carries out an order. Raises Forbidden, and BadInput for a mapping or a system that is none.

    Administrators import everything. A steward imports a table of its own system into a dataset that states nothing else; committees
    that the catalogue does not have are left out, and the dataset is followed after those of administrators.
    """
    administers = who.role is Role.ADMINISTRATOR
    request = ImportRequest(
        (file,),
        order.dataset,
        system=order.system,
        title=order.title,
        stated_on=order.stated_on,
        rank=order.rank,
        retire=order.retire,
        mapping=_mapping(order),
        language=order.language,
        creates_committees=administers,
    )
    if administers:
        return request
    table = format_of(file) is Format.TABLE
    systems = {order.system} if order.system and table else set()
    denied = decide(Action.IMPORT_DATASET, who, Subject(systems=frozenset(systems)))
    if denied is not None:
        raise ImportForbidden(Message(denied.zh, denied.en), denied.required, order.language)
    return await _of_a_steward(graph, request)


async def _of_a_steward(graph: Graph, request: ImportRequest) -> ImportRequest:
    await graph.read(partial(check_codes, asked={("StandardsSystem", str(request.system)): "system"}))
    reader = GraphReader(graph)
    if not await states_only(reader, request.dataset, str(request.system)):
        told = Message(
            f"数据集 {request.dataset} 不只陈述体系 {request.system} 的内容，只有系统管理员可以导入（请另取数据集名称）",
            f"dataset {request.dataset} states more than system {request.system}: only an administrator may import into it "
            "(expected a dataset of another name)",
        )
        raise ImportForbidden(told, Role.ADMINISTRATOR.value, request.language)
    held = (await read_datasets(reader)).get(request.dataset)
    return replace(request, rank=max(held["rank"], STEWARDS_RANK) if held else STEWARDS_RANK)


def _mapping(order: ImportOrder) -> TableMapping | None:
    if order.mapping is None:
        return None
    try:
        return read_mapping(order.mapping)
    except InvalidMapping as error:
        line = f"line {error.line}: " if error.line else ""
        raise BadInput(f"mapping: {line}{error.message.text(order.language)}") from None


async def current_revision(tx: Transaction) -> int:
    """The catalogue's revision; 0 while there is nothing yet."""
    return await revision_of(tx) or 0
