"""Reads a seed folder (`docs/seed-format.md`) into records. What is wrong with the files is the product's to say."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.oracle.records import (
    Claim,
    Demand,
    Dependency,
    Listing,
    Reference,
    Replacement,
    Standard,
    Subsystem,
    System,
    Target,
    World,
)
from tests.oracle.spans import Stated


def read_world(folder: Path) -> World:
    """The catalogue that a seed folder holds."""
    told_on = yaml.safe_load((folder / "dataset.yaml").read_text(encoding="utf-8"))["stated_on"]
    homes = sorted(home for home in folder.iterdir() if (home / "system.yaml").is_file())
    listed = [row for home in homes for row in rows(home, "standards")]
    return World(
        systems=tuple(_system(home) for home in homes),
        subsystems=tuple(
            Subsystem(home.name, row["code"], row["parent"] or None, row["title_zh"], row["confidence"] == "derived")
            for home in homes
            for row in rows(home, "subsystems")
        ),
        standards=tuple(_standard(row, told_on) for row in listed)
        + _referenced(rows(folder, "referenced"), listed, told_on),
        listings=tuple(
            Listing(
                row["standard"],
                f"{home.name}/{row['subsystem']}",
                _day(row.get("from", "")),
                _day(row.get("until", "")),
                _word(row["membership"]),
            )
            for home in homes
            for row in rows(home, "listings")
        ),
        replacements=tuple(
            Replacement(row["successor"], row["predecessor"], row["extent"].upper(), _stated(row["since"]))
            for home in homes
            for row in rows(home, "replacements")
        ),
        references=tuple(
            Reference(row["standard"], row["refers_to"], row["normative"] == "yes")
            for home in homes
            for row in rows(home, "references")
        ),
        categories={row["code"]: _list(row["parent"]) for row in rows(folder, "product-categories")},
        dependencies=tuple(Dependency(row["product"], row["depends_on"]) for row in rows(folder, "dependencies")),
        demands=tuple(_demand(home, row) for home in homes for row in rows(home, "demands")),
        claims=tuple(
            Claim(row["subject_type"], row["subject"], row["field"], row["value"], row["chosen"] == "yes")
            for row in rows(folder, "claims")
        ),
        committees={row["code"]: row["parent"] or None for row in rows(folder, "committees")},
    )


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one file, by column."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _system(home: Path) -> System:
    stated = yaml.safe_load((home / "system.yaml").read_text(encoding="utf-8"))
    return System(
        stated["code"],
        stated["declared"] or None,
        stated["issued_on"] or None,
        tuple(stated["watches"]),
        stated["announced_on"] or None,
        tuple(_target(target) for target in stated["targets"]),
    )


def _target(stated: dict[str, Any]) -> Target:
    return Target(
        stated["id"],
        _word(stated.get("counts") or ""),
        None if stated["required"] in ("", None) else stated["required"],
        stated["by"] or None,
        tuple(level.upper() for level in stated["levels"]),
        stated["baseline"] or None,
    )


def _standard(row: dict[str, str], told_on: date) -> Standard:
    return Standard(
        id=row["id"],
        stage=row["stage"],
        level=_word(row["level"]),
        stage_on=_stated(row["stage_on"]),
        published_on=_stated(row["published_on"]),
        in_force_on=_stated(row["in_force_on"]),
        withdrawn_on=_stated(row["withdrawn_on"]),
        number=row["number"] or None,
        told_on=told_on,
        due_on=_day(row["due_on"]),
        descriptive=row.get("title_basis") == "descriptive",
        nature=_word(row["nature"]),
        committees=_list(row["committees"]),
        categories=_list(row["product_categories"]),
        adopts=_adoptions(_list(row["adopts"]), _list(row["adoption_degree"])),
        amends=_list(row.get("amends", "")),
    )


def _referenced(stated: list[dict[str, str]], listed: list[dict[str, str]], told_on: date) -> tuple[Standard, ...]:
    """The documents that stand in no system; what amends another has the number of that one before its own."""
    ids = {row["number"]: row["id"] for row in (*listed, *stated) if row["number"]}
    return tuple(
        Standard(
            id=row["id"],
            stage=row.get("stage") or "60.60",
            level=_word(row["level"]),
            published_on=_stated(row.get("published_on", "")),
            in_force_on=_stated(row.get("in_force_on", "")),
            withdrawn_on=_stated(row.get("withdrawn_on", "")),
            number=row["number"] or None,
            told_on=told_on,
            amends=tuple(ids[base] for base in (row["number"].rpartition("/")[0],) if base in ids),
            named=True,
        )
        for row in stated
    )


def _adoptions(adopted: tuple[str, ...], degrees: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    return tuple(zip(adopted, degrees or (None,) * len(adopted), strict=True))


def _demand(home: Path, row: dict[str, str]) -> Demand:
    return Demand(
        row["id"],
        f"{home.name}/{row['subsystem']}",
        row["category"],
        _word(row["priority"]),
        _stated(row["on"]),
        _stated(row.get("until", "")),
        row["confidence"] == "derived",
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _stated(text: str) -> Stated | None:
    return date.fromisoformat(text) if len(text) == len("2005-03-14") else text or None


def _word(text: str) -> str | None:
    return text.upper() or None


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()
