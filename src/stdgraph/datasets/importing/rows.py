"""Rows of an import: validated one by one. What is wrong with a row rejects it, or leaves out a field of it; all is noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from stdgraph.datasets.fields import SourceRef
from stdgraph.datasets.importing.findings import Finding, FindingLog, RowProblems, shown
from stdgraph.datasets.importing.spool import StatementSpool
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import ClaimRow, SourceRow, StandardRow
from stdgraph.datasets.seed_statements import as_numbered, claim_statement, source_statement, standard_statement
from stdgraph.datasets.standard_checks import check_standard
from stdgraph.datasets.statements import StatedLink, Statement
from stdgraph.datasets.validation import validate
from stdgraph.domain.numbers import Number, read_number
from stdgraph.domain.text import camel_case
from stdgraph.domain.vocabulary import Confidence, SubjectType

DATES = ("published_on", "in_force_on", "withdrawn_on", "stage_on", "due_on")
"""Fields of which a wrong one is left out, and kept as a claim that is not followed."""
TOLD = 500
"""Rows after which a progress bar moves."""
SAID = ("level", "nature")
"""Fields that the number says, too: where they contradict it, they are left out."""


@dataclass(slots=True)
class ImportRows:
    """The rows of one import on their way: accepted ones go into the spool, the others into the log."""

    spool: StatementSpool
    log: FindingLog
    source: SourceRow
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None
    read: int = 0
    accepted: int = 0
    column_of: Callable[[Place, str | None], str | None] = lambda place, name: name
    """What a person calls the column of a field: letters, in a workbook."""
    notes: list[str] = field(default_factory=list)
    """What else is to be told of the file."""
    _first: dict[tuple[str, str], tuple[Place, str]] = field(default_factory=dict)
    """The first row of each number, in comparison form, and of each id, with its title."""
    _stated: set[tuple[str, str]] = field(default_factory=set)
    """What was stated once, by label and name."""

    def __post_init__(self) -> None:
        self.spool.add(source_statement(self.source))

    def count(self) -> None:
        """Another row was read."""
        self.read += 1
        if self.read % TOLD == 0:
            self.progress("read", self.read, None)

    @property
    def refs(self) -> tuple[SourceRef, ...]:
        """The source of every row."""
        return (SourceRef(self.source.id),)

    def state_once(self, statement: Statement, place: Place | None = None) -> None:
        """State a thing of which there is one however many rows or files name it: the first counts."""
        key = (statement.label, statement.local)
        if key not in self._stated:
            self._stated.add(key)
            self.spool.add(statement, place)

    def reject(self, place: Place, reason: str, *, column: str | None = None, value: object = None) -> None:
        """Leave a whole row out."""
        self._log(place, column, value, reason, rejected=True)

    def leave_out(self, place: Place, column: str | None, value: object, reason: str) -> None:
        """Leave a field, or a relation, of a row out."""
        self._log(place, column, value, reason, rejected=False)

    def _log(self, place: Place, column: str | None, value: object, reason: str, *, rejected: bool) -> None:
        named = self.column_of(place, column)
        self.log.add(Finding(place.file, place.row, named, shown(value), reason, rejected, place.sheet))

    def standard(self, place: Place, data: Mapping[str, object]) -> StandardRow | None:
        """The row of a standard, checked; None where it is rejected. Dates that contradict the number become claims."""
        known = {name: value for name, value in data.items() if value not in (None, "", ())}
        known |= {"source": self.refs, "confidence": Confidence.VERIFIED}
        row, dropped = self._checked(place, known)
        if row is None or not self._is_first(place, row):
            return None
        for name in dropped:
            if name in DATES:
                self._claim(place, row.id, name, str(data[name]))
        return row

    def keep(self, place: Place, row: StandardRow, relations: tuple[StatedLink, ...] = ()) -> None:
        """Accept the row of a standard, with what it relates to."""
        self.keep_in(self.spool, place, row, relations)

    def keep_in(self, spool: StatementSpool, place: Place, row: StandardRow, relations: tuple[StatedLink, ...]) -> None:
        """Accept it into a spool whose statements are handed on later."""
        spool.add(standard_statement(as_numbered(row), relations), place)
        self.accepted += 1

    def _checked(self, place: Place, known: dict[str, object]) -> tuple[StandardRow | None, list[str]]:
        dropped: list[str] = []
        while True:
            problems = RowProblems()
            row = validate(place, StandardRow, known, problems)
            if row is not None:
                check_standard(place, row, problems)
            if not problems:
                return row, dropped
            wrong = {column: message for column, message in problems.found if column in known}
            fields = [name for name in (*DATES, *SAID) if name in wrong]
            if not fields:
                column, message = problems.found[0]
                self.reject(place, message, column=column, value=known.get(column or ""))
                return None, dropped
            for name in fields:
                self.leave_out(place, name, known.pop(name), wrong[name])
            dropped += fields

    def _is_first(self, place: Place, row: StandardRow) -> bool:
        """Whether no row before it has its number or its id."""
        title = row.title_zh or row.title_en or ""
        keys = {"number": read_number(row.number).key if row.number else None, "id": row.id}
        known = [(column, key) for column, key in keys.items() if key is not None]
        for column, key in known:
            if (column, key) in self._first:
                self._reject_again(place, row, column, *self._first[column, key], title)
                return False
        self._first |= dict.fromkeys(known, (place, title))
        return True

    def _reject_again(
        self, place: Place, row: StandardRow, column: str, first: Place, its_title: str, title: str
    ) -> None:
        same = "of the same title" if its_title == title else f"whose title is {its_title!r}"
        named = row.number if column == "number" else row.id
        self.reject(
            place,
            f"duplicate {column} {named!r}, first in {first}, {same} (expected one row a document)",
            column=column,
            value=row.printed_number or row.number or row.id,
        )

    def _claim(self, place: Place, standard: str, column: str, value: str) -> None:
        claim = ClaimRow(
            id=f"{standard}:{column}",
            subject_type=SubjectType.STANDARD,
            subject=standard,
            field=camel_case(column),
            value=value,
            source=self.refs,
            confidence=Confidence.VERIFIED,
        )
        self.spool.add(claim_statement(claim), place)


def number_fields(printed: str) -> dict[str, str]:
    """The number of a row as it is stored, with the printing where that differs: of a dual number (GB/T 46984.1-2025/IEC 63202-1:2019)
    the document's own."""
    number = read_number(printed)
    text = replace(number, aliases=()).text if isinstance(number, Number) else printed
    return {"number": text} if text == printed else {"number": text, "printed_number": printed}
