"""Adding a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.text import is_one_line
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import one_line, stripped, taken_code, told
from stdgraph.stewardship.source_unit import SourceCommand, SourceUnit, unfit_address
from stdgraph.stewardship.sources import SOURCE
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_unit import NewCode


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSource(SourceCommand):
    """Add a source: a document, a page or a register that states facts."""

    action: ClassVar[Action] = Action.ADD_SOURCE
    id: str = described("Its id: no other source has it.")
    title: str | None = described("Its title.", None)
    url: str | None = described("Its address.", None)

    @property
    def key(self) -> str:
        """Its id."""
        return NewCode(self.id)

    def preload(self) -> Preload:
        """Whether something has its id or its address."""
        return Preload(nodes=[(SOURCE, self.id)], sources=[self.url] if self.url else [])

    def problems(self, unit: SourceUnit, source: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the id, the title or the address."""
        if not self.id.strip() or self.id != self.id.strip() or not is_one_line(self.id):
            zh = f"“{self.id}”不能作为来源标识：不得为空，不得含换行或首尾空格"
            en = f"invalid id {self.id!r} of a source: expected a text without line breaks and surrounding blanks"
            yield Problem("id", Message(zh, en))
        yield from taken_code(unit, "id", SOURCE, self.id, self.id)
        if stripped(self.title) is None and stripped(self.url) is None:
            yield Problem("title", Message("缺少名称或网址", "a title or an address is required"))
        yield from one_line("title", "title", self.title)
        yield from unfit_address(unit, self.id, self.url)

    def change(self, unit: SourceUnit, source: Thing, today: date) -> Outcome:
        """Add it."""
        given = {"title": stripped(self.title), "url": stripped(self.url), "note": stripped(self.note)}
        made = unit.create(SOURCE, self.id, given)
        after = told({"id": self.id, **given})
        return unit.record(made, NewChange(made, EventKind.CREATED, self.action, None, self.note, after=after))


COMMAND = AddSource
