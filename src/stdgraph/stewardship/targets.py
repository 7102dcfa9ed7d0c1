"""What the commands on targets share: what a target may say, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from stdgraph.commands.change_record import Edge
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.datasets.fields import Operator
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


def aim_of(unit: SystemUnit, system: Thing, target: str) -> tuple[Thing, date | None] | None:
    """A target of a system by its id, with the day from which on it aims at it, as far as that is known; None where it does not."""
    thing = unit.thing("Target", target)
    if thing is None:
        return None
    held = unit.edges.get(Edge("AIMS_AT", system.ref, thing.ref))
    return None if held is None else (thing, held.get("from"))


def not_aimed_at(unit: SystemUnit, system: Thing, target: str) -> Iterator[Problem]:
    """That a target is one of another system."""
    if unit.has("Target", target) and aim_of(unit, system, target) is None:
        zh = f"目标“{target}”不属于“{system.key}”"
        yield Problem("target", Message(zh, f"target {target!r} is none of {system.key!r}"))


def unfit_values(values: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with what a target would say, by property."""
    if not values.get("statement"):
        yield Problem("statement", Message("缺少目标表述", "a statement is required"))
    operators, operator = [one.value for one in Operator], values.get("operator")
    if operator is not None and operator not in operators:
        zh = f"“{operator}”不是有效的比较符，应为 {'、'.join(operators)}"
        yield Problem("operator", Message(zh, f"invalid operator {operator!r}: expected one of {', '.join(operators)}"))
    required = values.get("required")
    if required is not None and required < 0:
        yield Problem("required", Message(f"要求数（{required}）不能为负", f"required {required}: expected 0 or more"))
    baseline, by = values.get("baseline"), values.get("by")
    if baseline is not None and by is not None and by <= baseline:
        zh, en = f"期限（{by}）不晚于起算日（{baseline}）", f"by {by}: expected a day after the baseline, {baseline}"
        yield Problem("by", Message(zh, en))
