"""What the forms of a system hold, read in one transaction: the system, its structure, its list, its statistics, its gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from stdgraph.catalogue.lookup import find_entity
from stdgraph.catalogue.reader import EDGE, FieldSelection, Selection
from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.terms import Term, term
from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.gap_rows import GapRow, load_gap_rows
from stdgraph.exports.system_forms.listed_rows import ListedRow, load_listed, load_subsystems
from stdgraph.progress.tally import compute_progress
from stdgraph.progress.tree import load_trees
from stdgraph.store.known_codes import unknown_code
from stdgraph.store.session import Transaction, native


@dataclass(frozen=True, slots=True)
class Branch:
    """A subsystem in its place in the tree."""

    code: str
    parent: str | None
    """The code of what it is part of; None at the top."""
    depth: int
    """1 at the top."""
    title_zh: str | None
    title_en: str | None
    confidence: str | None
    own: Answer
    """The figures of what it lists itself, as ``load_trees`` gives them."""
    total: Answer
    """The figures of its whole subtree."""
    gaps: int
    """How many gaps belong to its subtree on the day."""

    def title(self, language: Language) -> str:
        """The title in a language, else in the other one."""
        return in_language(self.title_zh, self.title_en, language)


@dataclass(frozen=True, slots=True)
class SystemForms:
    """Everything that the forms of one system print."""

    code: str
    on: date
    revision: int
    """The catalogue's revision when it was read."""
    facts: Answer
    """Properties of the system by the names of the API."""
    sources: Sequence[Answer]
    progress: Answer
    """As ``compute_progress`` gives it."""
    branches: Sequence[Branch]
    """Depth first, in the system's order."""
    rows: Sequence[ListedRow]
    gaps: Sequence[GapRow]
    """Worst first."""

    def title(self, language: Language) -> str:
        """The system's title in a language, else in the other one."""
        return in_language(self.facts.get("titleZh"), self.facts.get("titleEn"), language)

    def sheet_title(self, sheet: Term, language: Language) -> str:
        """What stands above a sheet: the system's title and the sheet's."""
        names = {"title": self.title(language), "sheet": sheet.in_language(language)}
        return texts.SHEET_TITLE.in_language(language).format(**names)

    def listed_in(self, subsystem: str) -> list[ListedRow]:
        """The rows of a subsystem itself, in the order of the list."""
        return [row for row in self.rows if row["subsystem"] == subsystem]


def cell_term(value: StrEnum, language: Language) -> str:
    """A term of a vocabulary as a cell shows it."""
    return capitalised(term(value, language))


def capitalised(text: str) -> str:
    """A term that begins a cell."""
    return text[:1].upper() + text[1:]


def in_language(zh: str | None, en: str | None, language: Language) -> str:
    """A title in a language, else in the other one; empty without any."""
    return (zh or en or "") if language is Language.ZH else (en or zh or "")


_FACTS = ("code", "title", "issuer", "documentNumber", "issuedOn", "issuedIn", "announcedOn", "announcedIn")
_SYSTEM = Selection(
    (
        *(FieldSelection(name, name) for name in (*_FACTS, "horizonText", "note", "retiredOn")),
        FieldSelection(
            "sources",
            "sources",
            {"Source": Selection(tuple(FieldSelection(name, name) for name in ("title", "url", "locator", "note")))},
        ),
        FieldSelection("revises", "revises", {"StandardsSystem": Selection((FieldSelection("title", "title"),))}),
    )
)


async def load_forms(tx: Transaction, code: str, on: date) -> SystemForms:
    """The forms of a system on a day, by its code or one that it had. Raises UnknownCode, naming the codes that come nearest."""
    facts = await find_entity(tx, "StandardsSystem", code, _SYSTEM)
    if facts is None:
        raise await unknown_code(tx, ("StandardsSystem", code), "code")
    system = str(facts["code"])
    sources: Any = facts.pop(f"{EDGE}sources", None) or []
    revises: Any = facts.pop(f"{EDGE}revises", None) or []
    (progress,) = await compute_progress(tx, [ScopeFilter(system=system)], on)
    gaps, counts = await load_gap_rows(tx, system, on)
    (tree,) = await load_trees(tx, [system], on)
    return SystemForms(
        code=system,
        on=on,
        revision=await _revision(tx),
        facts={**{name: native(value) for name, value in facts.items()}, "revises": list(revises)},
        sources=list(sources),
        progress=progress,
        branches=await _branches(tx, system, tree, counts),
        rows=await load_listed(tx, system, on),
        gaps=gaps,
    )


async def _revision(tx: Transaction) -> int:
    row = await tx.row("MATCH (c:Catalogue) RETURN coalesce(c.revision, 0) AS revision")
    return int(row["revision"]) if row else 0


async def _branches(tx: Transaction, system: str, tree: Sequence[Answer], gaps: dict[str, int]) -> list[Branch]:
    known = await load_subsystems(tx, system)
    depths: dict[str | None, int] = {None: 0}
    found: list[Branch] = []
    for node in tree:
        one = known[node["subsystem"].key]
        parent = node["parentCode"]
        depths[one["code"]] = depths[parent] + 1
        found.append(
            Branch(
                one["code"],
                parent,
                depths[one["code"]],
                one["titleZh"],
                one["titleEn"],
                one["confidence"],
                node["own"],
                node["total"],
                gaps.get(one["id"], 0),
            )
        )
    return found
