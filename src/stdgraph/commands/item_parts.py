"""The parts into which a plan item is split: what they are called, and what they take over from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import uuid4

from stdgraph.commands.described import described
from stdgraph.commands.described_standard import one_line
from stdgraph.commands.numbering import assign, assigned_elsewhere, contradicted, invalid_number, kept_text
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.registered_course import required
from stdgraph.commands.relate import TARGETS, Relation, stated_details
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.commands.texts import ITEM_NUMBER
from stdgraph.domain.numbers import plan_number_text, said_level, said_nature
from stdgraph.domain.stored_state import StandardProperties
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.transitions import Project, missing

SPLIT_FROM = "SPLIT_FROM"
TAKEN_OVER = (Relation.OWNED_BY, Relation.LISTED_IN, Relation.APPLIES_TO)
"""The relations of an item that its parts have, too. What it replaces, adopts or refers to is to be said of each part."""
_FACTS = ("level", "nature", "department", "draftingBodies", "ics", "ccs", "statedOn")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPart:
    """A part of an item that is split."""

    title: str | None = described("Its Chinese title; a title in one language is needed.", None)
    title_en: str | None = described("Its English title.", None)
    plan_number: str | None = described("Its plan number (计划号), if it has one.", None)
    item_number: str | None = described("Its number in the tables that list it; absent: that of the item.", None)

    @property
    def titles(self) -> StandardProperties:
        """Its titles, as far as it has them."""
        titles = {"titleZh": (self.title or "").strip(), "titleEn": (self.title_en or "").strip()}
        return cast("StandardProperties", {name: title for name, title in titles.items() if title})


def part_problems(
    unit: StandardUnit, item: LoadedStandard, parts: Sequence[ItemPart], *, first_goes_on: bool
) -> Iterator[Problem]:
    """What is wrong with parts, each at its place; the first may be the item itself."""
    for place, part in enumerate(parts):
        path, itself = f"parts[{place}]", first_goes_on and place == 0
        if not part.titles:
            yield Problem(f"{path}.title", Message("缺少标准名称", "a title in at least one language is required"))
        yield from one_line(f"{path}.title", FIELD_TERMS["titleZh"], part.title)
        yield from one_line(f"{path}.titleEn", FIELD_TERMS["titleEn"], part.title_en)
        yield from one_line(f"{path}.itemNumber", ITEM_NUMBER, part.item_number)
        yield from _wrong_plan_number(unit, item, part, f"{path}.planNumber", itself=itself)
        stage = item.properties.get("stage")
        if not itself and part.plan_number is None and stage is not None:
            level = item.level or said_level(item.properties.get("planNumber"))
            for name in missing(None, stage, Project(level=level)):
                yield Problem(f"{path}.{name}", required(name, stage).message)
    numbers = [plan_number_text(part.plan_number) for part in parts if part.plan_number is not None]
    for number in sorted({one for one in numbers if numbers.count(one) > 1}):
        yield Problem("parts", Message(f"计划号“{number}”用了两次", f"plan number {number} is given twice"))


def _wrong_plan_number(
    unit: StandardUnit, item: LoadedStandard, part: ItemPart, path: str, *, itself: bool
) -> Iterator[Problem]:
    text = part.plan_number
    if text is None:
        return
    owner = item.id if itself else ""
    wrong = invalid_number("planNumber", text, item.level) or assigned_elsewhere(unit, owner, "planNumber", text)
    if wrong is not None:
        yield Problem(path, wrong)
    else:
        yield from contradicted(text, item.properties.get("level"), item.properties.get("nature"), path)


def create_part(unit: StandardUnit, item: LoadedStandard, part: ItemPart, on: date) -> LoadedStandard:
    """A new standard in the stage that the item is in, with what it takes over from a day on, or from when that began, if later."""
    given: dict[str, object] = {
        name: value for name in _FACTS if (value := cast("Mapping[str, object]", item.properties).get(name)) is not None
    }
    given |= part.titles
    due = item.properties.get("projectDueOn") or item.properties.get("dueOn")
    if due is not None:
        given["projectDueOn"] = due
    if part.plan_number is not None:
        given["planNumber"] = kept_text("planNumber", part.plan_number)
        said = {"level": said_level(part.plan_number), "nature": said_nature(part.plan_number)}
        given |= {name: value for name, value in said.items() if value is not None and name not in given}
    new = unit.create(str(uuid4()))
    properties = cast("StandardProperties", given)
    assign(unit, new.id, properties)
    new.change(properties, item.moves[-1:])
    unit.relate(NewRelation(SPLIT_FROM, new.id, "Standard", item.id, {"from": on}))
    for kind in TAKEN_OVER:
        for end, held in unit.relations_of(item.id, kind).items():
            begun = held.get("from")
            since = max(on, begun) if isinstance(begun, date) else on
            details = {**stated_details(kind, held), "from": since}
            if kind is Relation.LISTED_IN and part.item_number is not None:
                details["itemNumber"] = part.item_number.strip()
            unit.relate(NewRelation(kind.value, new.id, TARGETS[kind], end, details))
    return new
