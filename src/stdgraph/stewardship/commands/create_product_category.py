"""Adding a product category."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.vocabulary import CategoryKind, EventKind
from stdgraph.stewardship.category_command import CategoryCommand
from stdgraph.stewardship.category_unit import CATEGORY, CategoryUnit
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import names, no_title, one_line, stripped, taken_code, told, unfit_code
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_unit import NewCode


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProductCategory(CategoryCommand):
    """Add a product category: a product, material, process, sector or pollutant that standards apply to."""

    action: ClassVar[Action] = Action.CREATE_PRODUCT_CATEGORY
    code: str = described("Its code: no other category has, or had, it.")
    title_zh: str | None = described("Its Chinese name.", None)
    title_en: str | None = described("Its English name.", None)
    kind: CategoryKind = described("What it is.")
    aliases: tuple[str, ...] = described("Other names under which sources have it.", ())
    parents: tuple[str, ...] = described("The codes of what it is a kind of.", (), names=CATEGORY)

    @property
    def key(self) -> str:
        """Its code."""
        return NewCode(self.code)

    def preload(self) -> Preload:
        """Whether something has its code, and its parents."""
        return Preload(nodes=[(CATEGORY, self.code), *((CATEGORY, code) for code in self.parents)])

    def problems(self, unit: CategoryUnit, category: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the code, the names or the day."""
        yield from unfit_code("code", CATEGORY, self.code)
        yield from taken_code(unit, "code", CATEGORY, self.code, self.code)
        yield from no_title(self.title_zh, self.title_en)
        yield from one_line("titleZh", "titleZh", self.title_zh)
        yield from one_line("titleEn", "titleEn", self.title_en)
        yield from names("aliases", "aliases", self.aliases)
        yield from self.ahead(today)

    def change(self, unit: CategoryUnit, category: Thing, today: date) -> Outcome:
        """Add it."""
        on = self.on(today)
        given = {
            "titleZh": stripped(self.title_zh),
            "titleEn": stripped(self.title_en),
            "kind": self.kind.value,
            "aliases": list(dict.fromkeys(map(str.strip, self.aliases))) or None,
            "note": stripped(self.note),
        }
        made = unit.create(CATEGORY, self.code, {"code": self.code, **given})
        for code in self.parents:
            unit.relate(Edge("KIND_OF", made.ref, unit.category(code).ref), {"from": on})
        after = told({"code": self.code, **given, "parents": unit.parents(made) or None})
        return unit.record(made, NewChange(made, EventKind.CREATED, self.action, on, self.note, after=after))


COMMAND = CreateProductCategory
