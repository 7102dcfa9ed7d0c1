"""Changing a product category: its names, its code, what it is a kind of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.command import Preload
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import CategoryKind, EventKind
from stdgraph.stewardship.category_command import CategoryCommand
from stdgraph.stewardship.category_unit import CATEGORY, CategoryUnit
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import changed_text, names, new_code, no_title, one_line, sides
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_command import circle, not_before


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProductCategory(CategoryCommand):
    """Change a product category. What it is a kind of changes from a day on, its names and its code for all days; it is found by its
    former code."""

    action: ClassVar[Action] = Action.CHANGE_PRODUCT_CATEGORY
    code: str = described("Its code.", names=CATEGORY)
    new_code: str | None = described("The code that it is to have; absent: as it is.", None)
    title_zh: str | None = described("Its Chinese name; absent: as it is, empty: it has none.", None)
    title_en: str | None = described("Its English name; absent: as it is, empty: it has none.", None)
    kind: CategoryKind | None = described("What it is; absent: as it is.", None)
    aliases: tuple[str, ...] | None = described("All other names that it has; absent: as they are.", None)
    remark: str | None = described("A remark on it; absent: as it is, empty: none.", None)
    add_parents: tuple[str, ...] = described("The codes of what it is a kind of from that day on.", (), names=CATEGORY)
    remove_parents: tuple[str, ...] = described(
        "The codes of what it is no kind of from that day on.", (), names=CATEGORY, off_plan=True
    )

    @property
    def key(self) -> str:
        """Its code."""
        return self.code

    def preload(self) -> Preload:
        """Its parents, and whether something has the new code."""
        named = DescribedCommand.preload(self).nodes
        return Preload(nodes=[*named, *([(CATEGORY, self.new_code)] if self.new_code else [])])

    def problems(self, unit: CategoryUnit, category: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the new code, the names, the parents or the day."""
        yield from new_code(unit, CATEGORY, category, self.new_code)
        values = self._values(category)
        yield from no_title(values["titleZh"], values["titleEn"])
        yield from one_line("titleZh", "titleZh", self.title_zh)
        yield from one_line("titleEn", "titleEn", self.title_en)
        yield from names("aliases", "aliases", self.aliases or ())
        yield from self.ahead(today)
        yield from self._misplaced(unit, category, today)

    def _misplaced(self, unit: CategoryUnit, category: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the parents that come or go."""
        for code in self.remove_parents:
            held = unit.edges.get(Edge("KIND_OF", category.ref, unit.present(Key(CATEGORY, code))))
            if held is None and unit.has(CATEGORY, code):
                zh = f"“{category.name}”不属于“{code}”"
                yield Problem("removeParents", Message(zh, f"{category.name!r} is no kind of {code!r}"))
            elif held is not None:
                yield from not_before("removeParents", self.on(today), held.get("from"), category.name, code)
        gone, made = (
            [(category.key, unit.present(Key(CATEGORY, code)).key) for code in codes]
            for codes in (self.remove_parents, self.add_parents)
        )
        yield from circle("addParents", CATEGORY, set(unit.ways_up(self.on(today))) - {*gone}, made)

    def change(self, unit: CategoryUnit, category: Thing, today: date) -> Outcome:
        """Change it."""
        on, parents = self.on(today), unit.parents(category)
        differing = unit.change(category, self._values(category))
        for code in self.remove_parents:
            unit.relate(Edge("KIND_OF", category.ref, unit.category(code).ref), None, ended_on=on)
        for code in self.add_parents:
            edge = Edge("KIND_OF", category.ref, unit.category(code).ref)
            if edge not in unit.edges:
                unit.relate(edge, {"from": on})
        if parents != unit.parents(category):
            differing["parents"] = (parents or None, unit.parents(category) or None)
        renamed = self.new_code is not None and self.new_code != category.key
        if not differing and not renamed:
            return unit.unchanged(category, self.effective_on)
        if renamed and self.new_code is not None:
            differing["code"] = (category.key, self.new_code)
            unit.rename(category, self.new_code)
        before, after = sides(differing)
        kind = EventKind.RENAMED if renamed else EventKind.CHANGED
        return unit.record(
            category, NewChange(category, kind, self.action, on, self.note, before or None, after or None)
        )

    def _values(self, category: Thing) -> dict[str, Any]:
        """The facts as they are to be."""
        aliases = category.properties.get("aliases")
        if self.aliases is not None:
            aliases = list(dict.fromkeys(map(str.strip, self.aliases))) or None
        return {
            "titleZh": changed_text(category, "titleZh", self.title_zh),
            "titleEn": changed_text(category, "titleEn", self.title_en),
            "kind": category.properties.get("kind") if self.kind is None else self.kind.value,
            "aliases": aliases,
            "note": changed_text(category, "note", self.remark),
        }


COMMAND = ChangeProductCategory
