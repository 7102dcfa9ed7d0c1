"""What conditions on standards mean, in plain Python over the rows of the seed's files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.calendar_day import TODAY
from tests.oracle.data import read_world, rows
from tests.oracle.day import Day
from tests.oracle.gap_kinds import review_due_on
from tests.oracle.records import Standard, World
from tests.oracle.scopes import with_ancestors
from tests.oracle.spans import first_day
from tests.oracle.stages import events, status_of

Row = dict[str, Any]
Where = dict[str, Any]


class Rows:
    """The standards of a seed by id; what changes from day to day is added by ``on``."""

    def __init__(self, world: World, fixed: dict[str, Row]) -> None:
        self.world = world
        self.fixed = fixed

    def on(self, day: date) -> dict[str, Row]:
        told = Day(self.world, day)
        places = {(entry.standard, entry.subsystem) for entry in told.world.listings}
        return {
            key: {
                **row,
                "status": told.status[key],
                "standing": told.standing[key],
                "stage": told.stage[key],
                "listedIn": [one for one in row["listedIn"] if (key, f"{one['system']}/{one['code']}") in places],
            }
            for key, row in self.fixed.items()
        }


def rows_of(seed: Path) -> Rows:
    world = read_world(seed)
    files = [row for system in world.systems for row in rows(seed / system.code, "standards")]
    stated = {row["id"]: row for row in [*files, *rows(seed, "referenced")]}
    kinds = {row["code"]: row["kind"].upper() for row in rows(seed, "product-categories")}
    replacements = [row for system in world.systems for row in rows(seed / system.code, "replacements")]
    fixed: dict[str, Row] = {}
    for standard in world.standards:
        row = stated[standard.id]
        fixed[standard.id] = {
            "number": row["number"] or None,
            "planNumber": row.get("plan_number") or None,
            "title": [_plain(row[name]) for name in ("title_zh", "title_en") if row.get(name)],
            "level": standard.level,
            "nature": (row.get("nature") or "").upper() or None,
            "confidence": row["confidence"].upper() or None,
            "publishedOn": Dated(standard.published_on, _first(standard, "PUBLISHED")),
            "inForceOn": Dated(standard.in_force_on, first_day(standard.in_force_on) if standard.in_force_on else None),
            "withdrawnOn": Dated(standard.withdrawn_on, _first(standard, "WITHDRAWN")),
            "reviewDueOn": review_due_on(standard, TODAY),
            "titleBasis": (row.get("title_basis") or "stated").upper(),
            "department": row.get("department") or None,
            "ics": (row.get("ics") or "").split("|"),
            "committee": [{"code": code} for code in standard.committees],
            "productCategory": [{"code": code, "kind": kinds[code]} for code in standard.categories],
            "listedIn": [],
            "replaces": [
                {"number": stated[r["predecessor"]]["number"] or None, "extent": r["extent"].upper()}
                for r in replacements
                if r["successor"] == standard.id
            ],
        }
    _list(seed, world, fixed)
    return Rows(world, fixed)


def _list(seed: Path, world: World, fixed: dict[str, Row]) -> None:
    for system in world.systems:
        parents = {s.code: s.parent for s in world.subsystems if s.system == system.code}
        for row in rows(seed / system.code, "listings"):
            within = {(system.code, code) for code in with_ancestors(parents, row["subsystem"])}
            place = {"system": system.code, "code": row["subsystem"], "membership": row["membership"].upper()}
            fixed[row["standard"]]["listedIn"].append({**place, "within": within})


def holds(where: Where, row: Row) -> bool:
    """Whether a standard satisfies a condition. What is unknown satisfies no comparison but ``isNull``."""
    return all(_term(name, asked, row) for name, asked in where.items())


def _term(name: str, asked: Any, row: Row) -> bool:
    match name:
        case "all":
            return all(holds(one, row) for one in asked)
        case "any":
            return any(holds(one, row) for one in asked)
        case "not":
            return not holds(asked, row)
        case "title":
            return _title(asked, row["title"])
        case "ics":
            return all(_LIST[operator](row["ics"], value) for operator, value in asked.items())
        case "number":
            return _number(asked, row["number"])
    value = row[name]
    if isinstance(value, list):
        return any(all(_related(field, wanted, one) for field, wanted in asked.items()) for one in value)
    return compares(asked, value)


def _related(name: str, asked: Any, one: Row) -> bool:
    if name == "within":
        return (asked["system"], asked["code"]) in one["within"]
    return _number(asked, one[name]) if name == "number" else compares(asked, one[name])


@dataclass(frozen=True)
class Dated:
    """A date: what is stated, and its earliest day."""

    stated: date | str | None
    first: date | None


def _first(standard: Standard, status: str) -> date | None:
    first = next((event.span.first for event in events(standard) if status_of(event.stage) == status), None)
    return None if first == date.min else first


def compares(asked: Where, value: Any) -> bool:
    if isinstance(value, Dated):
        exact = value.stated if isinstance(value.stated, date) else None
        others = {name: wanted for name, wanted in asked.items() if name != "isNull"}
        absent = asked.get("isNull")
        return (absent is None or (exact is None) == absent) and compares(others, value.first)
    typed = {name: _typed(wanted, value) for name, wanted in asked.items()}
    return all(
        (value is None) == wanted if name == "isNull" else value is not None and bool(_COMPARE[name](value, wanted))
        for name, wanted in typed.items()
    )


def _title(asked: Where, titles: list[str]) -> bool:
    """Some title satisfies what is asked; what is excluded is no title at all."""
    folded = {name: _folded(wanted) for name, wanted in asked.items()}
    excluded: Where = {name: folded.pop(name) for name in ("ne", "notIn") if name in folded}
    absent = folded.pop("isNull", None)
    return (
        (absent is None or (not titles) == absent)
        and (not folded or any(compares(folded, title) for title in titles))
        and (not excluded or (bool(titles) and all(compares(excluded, title) for title in titles)))
    )


def _number(asked: Where, number: str | None) -> bool:
    """Numbers compare in any printing, whole ones and parts of them."""
    whole = {name: wanted for name, wanted in asked.items() if name in ("eq", "ne", "in", "notIn")}
    rest = {name: wanted for name, wanted in asked.items() if name not in whole}
    unprinted = {
        name: [without_printing(one) for one in wanted] if isinstance(wanted, list) else without_printing(wanted)
        for name, wanted in whole.items()
    }
    texts = {name: wanted for name, wanted in rest.items() if name in ("startsWith", "contains") and wanted is not None}
    parts = [
        number is not None and _COMPARE[name](_part(number, wanted), _part(wanted, wanted))
        for name, wanted in texts.items()
    ]
    others = {name: wanted for name, wanted in rest.items() if name not in texts}
    return compares(unprinted, without_printing(number) if number else None) and compares(others, number) and all(parts)


def _part(text: str, wanted: str) -> str:
    """A text as parts of numbers compare: one width, dash and case; without spaces and slashes where digits are asked for."""
    folded = re.sub("[—–]", "-", unicodedata.normalize("NFKC", text).upper())
    return re.sub("[ /]", "", folded) if re.search(r"\d", wanted) else folded


def without_printing(number: str) -> tuple[str, ...]:
    """What all printings of a number share: its runs of letters and of digits, in their order.

    Case, width, spaces, the signs between the runs and leading zeros are printing: ``GB/T 2296-2001`` and
    ``gbt 02296—2001`` are both GBT, 2296, 2001.
    """
    folded = unicodedata.normalize("NFKC", number).upper()
    letters_joined = re.sub(r"(?<=[A-Z])[\W_]+(?=[A-Z])", "", folded)
    return tuple(run.lstrip("0") for run in re.findall(r"[A-Z]+|[0-9]+", letters_joined))


def _folded(wanted: Any) -> Any:
    return [_plain(one) for one in wanted] if isinstance(wanted, list) else _plain(wanted)


def _plain(wanted: Any) -> Any:
    """A title without what is only its printing: width, case, and how many blanks stand in a row."""
    if not isinstance(wanted, str):
        return wanted
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", wanted).casefold())


def _typed(wanted: Any, value: Any) -> Any:
    return date.fromisoformat(wanted) if isinstance(value, date) and isinstance(wanted, str) else wanted


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "ne": lambda value, wanted: value != wanted,
    "in": lambda value, wanted: value in wanted,
    "notIn": lambda value, wanted: value not in wanted,
    "lt": lambda value, wanted: value < wanted,
    "lte": lambda value, wanted: value <= wanted,
    "gt": lambda value, wanted: value > wanted,
    "gte": lambda value, wanted: value >= wanted,
    "contains": lambda value, wanted: wanted in value,
    "startsWith": lambda value, wanted: value.startswith(wanted),
}
_LIST: dict[str, Callable[[list[str], str], bool]] = {
    "has": lambda values, wanted: wanted in values,
    "startsWith": lambda values, wanted: any(value.startswith(wanted) for value in values),
}
