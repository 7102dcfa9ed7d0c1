"""Making a new edition of a standards system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Outcome, Problem, not_found
from stdgraph.domain.vocabulary import CarryOver, EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import stripped, taken_code, told, unfit_code
from stdgraph.stewardship.edition import Edition
from stdgraph.stewardship.sources import cite, unknown_source
from stdgraph.stewardship.system_command import OfSystem
from stdgraph.stewardship.system_facts import NO_FACTS, NewSystemCommand, given_facts
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseSystem(OfSystem, NewSystemCommand):
    """Make a new edition of a system, with a code of its own and what is carried over; the answer shows it. The old one stays as it is, on the
    plan until it is closed. Whoever is steward of the old one is steward of both."""

    action: ClassVar[Action] = Action.REVISE_SYSTEM
    changes: ClassVar[str | None] = "StandardsSystem"
    system: str = described("Code of the system that is revised.")
    carry_over: CarryOver = described(
        "What goes over to the new edition, under the codes and item numbers that it has.", CarryOver.ALL
    )
    subsystems: Sequence[str] = described(
        "CHOSEN: the codes of the subsystems that go over, with all that is below them and all that they list; those above them go over without "
        "what they list.",
        (),
        names="Subsystem",
    )
    items: Sequence[str] = described(
        "CHOSEN: further items, each by the number or id of its standard; the subsystems that list it go over, too.",
        (),
        may_name="Standard",
    )
    with_demands: bool = described("Whether the demands that hold today go over with their subsystems.", True)
    with_targets: bool = described("Whether the targets go over.", False)
    with_columns: bool = described("Whether the columns of the coverage go over.", True)

    def preload(self) -> Preload:
        """With what the system lists, whatever has the new code, the source and the chosen items."""
        preload = NewSystemCommand.preload(self)
        sources = [] if self.source is None else [self.source]
        return replace(preload, listings=True, systems=[self.code], sources=sources, standards=self.items)

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the code, with what is said of the new edition or with what is to go over."""
        yield from unfit_code("code", "StandardsSystem", self.code)
        yield from taken_code(unit, "code", "StandardsSystem", self.code, self.code)
        yield from self.unfit(today)
        yield from unknown_source(unit, "source", self.source)
        since = system.properties.get("since")
        if since is not None and self.on(today) <= since:
            zh, en = (
                f"新版须晚于原版（{since}）",
                f"expected a day after {since}, that of the system that is revised",
            )
            yield Problem("effectiveOn", Message(zh, en))
        if self.carry_over is not CarryOver.CHOSEN:
            for path, given in (("subsystems", self.subsystems), ("items", self.items)):
                if given:
                    yield Problem(
                        path, Message("仅在 carryOver 为 CHOSEN 时可用", f"{path}: expected with carryOver CHOSEN only")
                    )
        else:
            yield from self._unlisted(unit, system)

    def _unlisted(self, unit: SystemUnit, system: Thing) -> Iterator[Problem]:
        """The chosen items that there are not, or that the system does not list."""
        listed = {edge.start.key for edge in unit.listings_of(system)}
        for place, name in enumerate(self.items):
            path, standard = f"items[{place}]", unit.named_standards.get(name)
            if name in unit.ambiguous:
                several = unit.ambiguous[name]
                zh = f"“{name}”有多个版本：{'、'.join(several)}，请写明年份"
                yield Problem(path, Message(zh, f"{name!r} has several editions: expected one of {', '.join(several)}"))
            elif standard is None:
                yield Problem(path, not_found("Standard", name))
            elif standard not in listed:
                zh, en = f"“{system.key}”未列入“{name}”", f"{system.key!r} does not list {name!r}"
                yield Problem(path, Message(zh, en))

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Make it."""
        facts, on = {**given_facts(self), "note": stripped(self.note)}, self.on(today)
        new = unit.create("StandardsSystem", self.code, {**self.identity(today), **NO_FACTS, **facts})
        unit.relate(Edge("REVISES", new.ref, system.ref), {})
        cite(unit, new, self.source, self.locator)
        edition = Edition(unit, system, new, on)
        self._carry(edition, today)
        after = told({"revisedBy": new.key, **facts, "source": self.source, "carriedOver": edition.counts or None})
        outcome = unit.record(system, NewChange(system, EventKind.REVISED, self.action, on, self.note, after=after))
        outcome.key, outcome.state = new.key, new.state()
        return outcome

    def _carry(self, edition: Edition, today: date) -> None:
        """Let go over what is to."""
        unit, old = edition.unit, edition.old
        every = {one.ref for one in unit.subsystems(old) if not one.left_by(today)}
        items = {unit.named_standards[name] for name in self.items}
        match self.carry_over:
            case CarryOver.ALL:
                full = every
            case CarryOver.CHOSEN:
                named = [unit.whole(old, code) for code in self.subsystems]
                full = {one.ref for part in named for one in unit.branch(part)}
            case _:
                full = set()
        listing = {edge.end for edge in unit.listings_of(old) if edge.start.key in items}
        edition.carry_parts(full | (listing & every))
        edition.carry_items(full, items)
        if self.with_demands:
            edition.carry_demands(today)
        if self.with_targets:
            edition.carry_targets()
        if self.with_columns:
            edition.carry_columns()


COMMAND = ReviseSystem
