"""What became, or would become, of each row that somebody filled in: for people as a table, for programs as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from stdgraph.commands.outcomes import Changed, Conflict, Denied, Invalid, Outcome, Refused, Unknown
from stdgraph.datasets.filled.kind import FilledKind
from stdgraph.domain.vocabulary import Language

COLUMNS = ("file", "sheet", "row", "what", "outcome", "column", "value", "message")

_DONE = {"GapRecord": "GapTracked", "Standard": "StandardAdvanced"}
_OTHERS: tuple[tuple[type, str], ...] = (
    (Conflict, "RevisionConflict"),
    (Refused, "TransitionRefused"),
    (Invalid, "InvalidInput"),
    (Unknown, "NotFound"),
    (Denied, "NotPermitted"),
)
EXTENDED = "ProjectExtended"
INVALID = "InvalidInput"


def outcome_name(outcome: Outcome) -> str:
    """The type of an outcome, as the API names it."""
    if isinstance(outcome, Changed):
        return _DONE[outcome.label]
    return next(name for kind, name in _OTHERS if isinstance(outcome, kind))


@dataclass(frozen=True, slots=True)
class FilledRow:
    """What became of a row."""

    file: str
    sheet: str | None
    """None for a table of text, which has but one."""
    row: int
    what: str
    """The gap, or the number or title of the item."""
    outcome: str
    """The type of the outcome, as the API names it."""
    taken: bool
    """Whether it was taken or, of a plan, would be."""
    message: str
    """What changes; of a row that is not taken the reason."""
    column: str | None = None
    """The heading of the column that is at fault, where it is one."""
    value: str | None = None

    def place(self, language: Language) -> str:
        """The file with the sheet, the row and the column, as messages name them."""
        if language is Language.ZH:
            column = f"“{self.column}”列" if self.column else None
            return "，".join(part for part in (self.file, self.sheet, f"第 {self.row} 行", column) if part)
        column = f"column {self.column!r}" if self.column else None
        return ", ".join(part for part in (self.file, self.sheet, f"row {self.row}", column) if part)


@dataclass(frozen=True, slots=True)
class FilledReport:
    """What became, or would become, of a workbook."""

    kind: FilledKind
    file: str
    read: int
    """Rows that name something."""
    unchanged: int
    """Rows that say nothing that the catalogue does not say, those that were taken in before among them."""
    rows: Sequence[FilledRow]
    """The others, in the order of the sheet."""
    applied: bool
    """Whether the rows that are taken were written; False for a plan, and where a row that was refused stopped them."""
    stops: bool = False
    """Whether a row that is refused keeps all others from being taken."""
    notes: Sequence[str] = ()

    @property
    def taken(self) -> list[FilledRow]:
        """The rows that are taken."""
        return [one for one in self.rows if one.taken]

    @property
    def refused(self) -> list[FilledRow]:
        """The rows that are not."""
        return [one for one in self.rows if not one.taken]

    @property
    def stopped(self) -> bool:
        """Whether rows that are refused kept, or would keep, the others from being taken."""
        return self.stops and bool(self.refused)

    def document(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {
            "kind": self.kind.value,
            "file": self.file,
            "applied": self.applied,
            "read": self.read,
            "unchanged": self.unchanged,
            "taken": len(self.taken),
            "refused": len(self.refused),
            "stopped": self.stopped,
            "notes": list(self.notes),
            "rows": [asdict(one) for one in self.rows],
        }
