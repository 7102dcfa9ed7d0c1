"""Imports: what a plan would do, what carrying it out did, and why an import is refused."""

from __future__ import annotations

from typing import Annotated

import strawberry

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.importing.formats import Format
from stdgraph.datasets.load_report import LoadReport
from stdgraph.domain.answers import Answer
from stdgraph.graphql.types.enums import exposed
from stdgraph.graphql.types.fields import is_row_of, linked, linked_one, plain
from stdgraph.graphql.types.outcomes import NotPermitted, message_field

ImportFormat = exposed(Format, "What a file of an import is.", "ImportFormat")


@strawberry.type(description="A row, or a field of a row, that an import did not take.")
class ImportFinding:
    """Left out."""

    file: str = plain("The file.")
    sheet: str | None = plain("The sheet of a workbook; null elsewhere.")
    row: int | None = plain("The row, counting the header as 1; null where the whole file is meant.")
    column: str | None = plain(
        "The column: its letters in a workbook, else the name of the field; null for the whole row."
    )
    value: str | None = plain("What stands there, at most 200 characters.")
    reason: str = plain("Why it was not taken, and what was expected.")
    rejected: bool = plain("Whether the whole row was rejected; else only the field was left out.")


@strawberry.type(
    description="How many things of a kind a load creates, changes, leaves as they are, or no longer states."
)
class LoadCount:
    """A row of counts."""

    label: str = plain("The kind of thing: `Standard`, `Subsystem`, `Committee` and others.")
    created: int = plain("Things that are new.")
    updated: int = plain("Things that change.")
    unchanged: int = plain("Things of which the dataset says the same as before.")
    vanished: int = plain("Things that the dataset no longer states; they stay unless they are retired.")
    retired: int = plain("Things that leave the plan.")


@strawberry.type(description="How many relationships of a type a load makes or ends.")
class RelationshipCount:
    """A row of counts."""

    type: str = plain("The type, as the graph model has it.")
    made: int = plain("Those that are new.")
    ended: int = plain("Those that end.")


@strawberry.type(description="What an import takes of its file, and what it does or would do.")
class ImportReport:
    """A report."""

    dataset: str = plain("The dataset that states what the file says.")
    system: str | None = plain("The system that a table is about; null for a register.")
    formats: list[ImportFormat] = plain("What the file is.")  # type: ignore[valid-type]
    read: int = plain("Rows or records of the file.")
    accepted: int = plain("Those that are taken.")
    rejected: int = plain("Those that are not.")
    left_out: int = plain("Fields and relationships that were left out of rows that are taken.")
    notes: list[str] = plain("What else is to be told of the file.")
    findings: list[ImportFinding] = linked("The first thousand of what was not taken.")
    counts: list[LoadCount] = linked("What is created and changed, by kind of thing.")
    relationships: list[RelationshipCount] = linked("The relationships that are made or end, by type.")
    conflicts: int = plain("Fields on which datasets, or people, say different things: each is kept as a claim.")


@strawberry.type(description="A plan was made; nothing of the catalogue was changed.")
class ImportPlanned:
    """Planned."""

    is_type_of = staticmethod(is_row_of("ImportPlanned"))
    plan: strawberry.ID = plain(
        "`applyImport` carries it out, within a day, as long as the catalogue does not move on."
    )
    revision: int = plain("The catalogue's revision that it is good for.")
    report: ImportReport = linked_one("What it would do.")
    mapping: str | None = plain(
        "How a table was read, as a mapping file (YAML) that may be edited; null for a register."
    )
    refused: list[str] = plain("Why it could not be carried out; empty where it can.")


@strawberry.type(description="The import was carried out, or a load was taken back.")
class ImportApplied:
    """Done."""

    is_type_of = staticmethod(is_row_of("ImportApplied"))
    load: strawberry.ID | None = plain("`undoLoad` takes it back; null where nothing changed, and in a dry run.")
    revision: int = plain("The catalogue's revision right after; the same as before where nothing changed.")
    report: ImportReport = linked_one("What it did.")


@strawberry.type(description="The file, the plan or the load cannot be followed; nothing was changed.")
class ImportRefused:
    """Refused."""

    is_type_of = staticmethod(is_row_of("ImportRefused"))
    message: str = message_field()
    expired: bool = plain("Whether the catalogue has moved on since the plan was made: a new plan may be carried out.")


ImportOutcome = Annotated[
    ImportPlanned | ImportApplied | ImportRefused | NotPermitted,
    strawberry.union(
        "ImportOutcome", description="The outcome of a request to plan an import, carry it out, or take it back."
    ),
]


def report_row(told: Answer) -> Answer:
    """The report of a document of an import as a row."""
    made, ended = told["relationships"]["made"], told["relationships"]["ended"]
    types = sorted(made.keys() | ended.keys())
    return {
        **{name: told[name] for name in ("dataset", "system", "read", "accepted", "rejected", "notes", "findings")},
        "formats": [Format(one) for one in told["formats"]],
        "leftOut": told["leftOut"],
        "counts": told["labels"],
        "relationships": [{"type": one, "made": made.get(one, 0), "ended": ended.get(one, 0)} for one in types],
        "conflicts": told["conflictCount"],
    }


def undone_row(report: LoadReport) -> Answer:
    """The report of a load that was taken back, as a row."""
    none: Answer = {
        "system": None,
        "formats": [],
        "read": 0,
        "accepted": 0,
        "rejected": 0,
        "leftOut": 0,
        "notes": [],
        "findings": [],
    }
    return report_row({**none, "dataset": report.dataset, **report.document()})


def refused_row(zh: str, en: str, *, expired: bool = False) -> Answer:
    """A refusal as a row."""
    return {"__typename": "ImportRefused", "message": Message(zh, en), "expired": expired}
