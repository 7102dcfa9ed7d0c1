"""What a row replaces, what replaces it, and that it is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stdgraph.datasets.system_table.cell_numbers import StatedNumber, parsed, read_numbers, year_in
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.item_values import ItemValues
from stdgraph.datasets.system_table.words import meaning, read_state
from stdgraph.domain.vocabulary import Status

F = TableField


class StatedReplacements(NamedTuple):
    """Numbers in canonical form; ``withdrawn`` where the cell says 作废."""

    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    withdrawn: bool = False
    in_part: tuple[str, ...] = ()
    """Those of ``replaces`` that are replaced in part only."""


def read_replacements(values: ItemValues, number: str | None) -> StatedReplacements:
    """The replacements that the cells of a row state. One that its years contradict is left out and noted."""
    replaces: list[str] = []
    replaced_by: list[str] = []
    in_part: list[str] = []
    withdrawn = False
    for field in (F.REPLACES, F.REPLACED_OR_WITHDRAWN, F.REPLACED_BY):
        text = values.lines(field)
        if not text:
            continue
        found, others = read_numbers(text)
        for one in found:
            target = _direction(values, field, number, one)
            if target is F.REPLACES:
                replaces.append(one.number)
                in_part += [one.number] if one.in_part else []
            elif target is F.REPLACED_BY:
                replaced_by.append(one.number)
        for part in others:
            said = meaning(F.STATUS, part)
            if said and read_state(said).status is Status.WITHDRAWN and field is F.REPLACED_OR_WITHDRAWN:
                withdrawn = True
            else:
                values.findings.unknown_value(values.place(field), part, field)
    return StatedReplacements(_once(replaces), _once(replaced_by), withdrawn, _once(in_part))


def _once(numbers: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(numbers))


def _direction(values: ItemValues, field: TableField, number: str | None, other: StatedNumber) -> TableField | None:
    """Which of both replaces the other. Under 被代替标准号或作废 the years tell, else it is what the row replaces (GB/T 13016)."""
    own = year_in(number) if number else None
    if number and other.key == parsed(number).key:
        values.findings.note(values.place(field), other.printed, "代替自身，未采用", "replaces itself: left out")
        return None
    later = own is not None and other.year is not None and other.year > own
    earlier = own is not None and other.year is not None and other.year < own
    if field is F.REPLACED_OR_WITHDRAWN:
        if later:
            values.findings.note(
                values.place(field),
                other.printed,
                "年份晚于本标准，读作代替本标准的文件",
                "later than the row's own: read as what replaces it",
            )
        return F.REPLACED_BY if later else F.REPLACES
    if (field is F.REPLACES and later) or (field is F.REPLACED_BY and earlier):
        values.findings.note(
            values.place(field),
            other.printed,
            "年份与代替的方向矛盾，未采用",
            "its year contradicts the direction of the replacement: left out",
        )
        return None
    return field
