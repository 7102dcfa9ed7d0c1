"""Changing what is known of a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import changed_text, one_line, sides
from stdgraph.stewardship.source_unit import SourceCommand, SourceUnit, unfit_address
from stdgraph.stewardship.sources import SOURCE
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSource(SourceCommand):
    """Change the title, the address or the remark of a source; what it states stays."""

    action: ClassVar[Action] = Action.CHANGE_SOURCE
    id: str = described("Its id.", names=SOURCE)
    title: str | None = described("Its title; absent: as it is, empty: it has none.", None)
    url: str | None = described("Its address; absent: as it is, empty: it has none.", None)
    remark: str | None = described("What is known of its reliability; absent: as it is, empty: nothing.", None)

    @property
    def key(self) -> str:
        """Its id."""
        return self.id

    def preload(self) -> Preload:
        """Whether something has the address."""
        return Preload(nodes=DescribedCommand.preload(self).nodes, sources=[self.url] if self.url else [])

    def problems(self, unit: SourceUnit, source: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the title or the address."""
        title, url = (changed_text(source, name, given) for name, given in (("title", self.title), ("url", self.url)))
        if title is None and url is None:
            yield Problem("title", Message("缺少名称或网址", "a title or an address is required"))
        yield from one_line("title", "title", self.title)
        yield from unfit_address(unit, source.key, self.url)

    def change(self, unit: SourceUnit, source: Thing, today: date) -> Outcome:
        """Change it."""
        given = {"title": self.title, "url": self.url, "note": self.remark}
        differing = unit.change(source, {name: changed_text(source, name, text) for name, text in given.items()})
        if not differing:
            return unit.unchanged(source, None)
        before, after = sides(differing)
        return unit.record(
            source, NewChange(source, EventKind.CHANGED, self.action, None, self.note, before or None, after or None)
        )


COMMAND = ChangeSource
