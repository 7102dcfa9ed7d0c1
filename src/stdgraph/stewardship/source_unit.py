"""The unit of work of commands on sources: each by its id, and those that have an address which commands name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from stdgraph.auth.policy import Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.described import DescribedCommand
from stdgraph.commands.field_values import is_address
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.stewardship.sources import SOURCE, known_source, read_sources
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_unit import VocabularyUnit
from stdgraph.store.session import Transaction


class SourceUnit(VocabularyUnit):
    """Sources being changed in one transaction."""

    label = SOURCE
    path = "id"

    @classmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> Self:
        """Load sources by id, and those of the addresses that commands name."""
        unit = await super().load(tx, wanted, today)
        await read_sources(unit, tx, sorted({name for _, preload in wanted for name in preload.sources}))
        return unit

    async def load_relations(self, tx: Transaction, keys: Sequence[str], whole: Collection[str]) -> None:
        """Nothing is needed of what they state."""

    def code_of(self, name: str) -> tuple[str, str] | None:
        """Ids are no codes."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCommand(DescribedCommand):
    """A command on a source."""

    changes: ClassVar[str | None] = SOURCE

    @property
    def unit_of_work(self) -> type[SourceUnit]:
        """Sources."""
        return SourceUnit

    def policy_subject(self, unit: SourceUnit, source: Thing) -> Subject:
        """Nobody's own: all systems may cite it."""
        return Subject()


def unfit_address(unit: SourceUnit, own: str, url: str | None) -> Iterator[Problem]:
    """That a text is no address, or that of another source."""
    if url is None or not url.strip():
        return
    if not is_address(url.strip()):
        zh = f"“{url}”不是有效的网址，应以 http:// 或 https:// 开头"
        yield Problem("url", Message(zh, f"invalid address {url!r}: expected one that begins with http:// or https://"))
        return
    other = known_source(unit, url.strip())
    if other is not None and other.key != own:
        zh = f"网址“{url}”已属来源“{other.key}”"
        yield Problem("url", Message(zh, f"address {url!r} is that of source {other.key!r}"))
