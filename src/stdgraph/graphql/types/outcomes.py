"""Outcomes of mutations: unions of named types, so that nothing is signalled by a bare error."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from stdgraph.domain.vocabulary import Language
from stdgraph.graphql.types.fields import is_row_of, linked, linked_one, plain
from stdgraph.graphql.types.inputs import In
from stdgraph.graphql.types.provenance import Change, Claim, Stage
from stdgraph.graphql.types.relay import LazyGapRecord
from stdgraph.graphql.types.standard import Standard


def message_field() -> Any:
    """The field of what happened."""

    def message(root: Any, language: In = Language.ZH):  # type: ignore[no-untyped-def]
        return root["message"].text(language)

    return strawberry.field(resolver=message, description="What happened, in a sentence.")


def _from(root: Any):  # type: ignore[no-untyped-def]
    return root["from"]


@strawberry.type(description="The standard was changed.")
class StandardAdvanced:
    """Done."""

    is_type_of = staticmethod(is_row_of("StandardAdvanced"))
    standard: Standard = linked_one("The standard as it was right after.")
    change: Change | None = linked_one("The change that was recorded; null in a dry run.")


@strawberry.type(
    description="The standard is another's to correct: what was stated of it is a claim, which is not followed until whoever answers for the "
    "standard does. No fact was changed."
)
class ClaimRecorded:
    """Noted."""

    is_type_of = staticmethod(is_row_of("ClaimRecorded"))
    message: str = message_field()
    standard: Standard = linked_one("The standard, with its claims.")
    claim: Claim = linked_one("The claim, which is not followed.")
    change: Change | None = linked_one(
        "The change that was recorded; null in a dry run, and where the source's claim was recorded already."
    )


@strawberry.type(description="The project was extended.")
class ProjectExtended:
    """Due later."""

    is_type_of = staticmethod(is_row_of("ProjectExtended"))
    standard: Standard = linked_one("The standard as it was right after.")
    change: Change | None = linked_one("The change that was recorded; null in a dry run.")


@strawberry.type(
    description="Someone else changed the standard, or the record, in the meantime: read it again and decide anew."
)
class RevisionConflict:
    """Too late."""

    is_type_of = staticmethod(is_row_of("RevisionConflict"))
    message: str = message_field()
    current: Standard | None = linked_one("The standard as it is now; null where it is about a gap's record.")
    current_revision: int = plain("The revision that it has now; 0 while there is nothing yet.")
    current_record: LazyGapRecord | None = linked_one(
        "The record of a gap as it is now; null where it is about a standard, or there is no record yet."
    )


@strawberry.type(
    description="The stage does not follow, or something that it requires is missing; or there is no project to extend, or none to that day."
)
class TransitionRefused:
    """Not from here."""

    is_type_of = staticmethod(is_row_of("TransitionRefused"))
    message: str = message_field()
    from_: Stage | None = strawberry.field(
        name="from", resolver=_from, description="The stage it is in; null where nothing is recorded."
    )
    allowed: list[Stage] = linked("The stages that may follow.")
    missing: list[str] = plain("The fields that the stage requires and that are missing.")


@strawberry.type(description="One field of an input is wrong.")
class InputProblem:
    """A problem."""

    path: str = plain("The field, from the input down.")
    message: str = message_field()


@strawberry.type(description="The input itself is wrong; nothing was changed.")
class InvalidInput:
    """Wrong input."""

    is_type_of = staticmethod(is_row_of("InvalidInput"))
    message: str = message_field()
    problems: list[InputProblem] = linked("Each problem.")


@strawberry.type(description="What the input names does not exist; nothing was changed.")
class NotFound:
    """Unknown."""

    is_type_of = staticmethod(is_row_of("NotFound"))
    message: str = message_field()


@strawberry.type(description="Permission denied; nothing was changed.")
class NotPermitted:
    """Denied."""

    is_type_of = staticmethod(is_row_of("NotPermitted"))
    message: str = message_field()
    required: str = plain("The roles that have the permission, each with its committees or systems.")


StandardOutcome = Annotated[
    StandardAdvanced | ClaimRecorded | RevisionConflict | TransitionRefused | InvalidInput | NotFound | NotPermitted,
    strawberry.union("StandardOutcome", description="The outcome of a request to change a standard."),
]


ExtensionOutcome = Annotated[
    ProjectExtended | RevisionConflict | TransitionRefused | InvalidInput | NotFound | NotPermitted,
    strawberry.union("ExtensionOutcome", description="The outcome of a request to extend a project."),
]


@strawberry.type(description="The outcome of one extension of several.")
class ItemExtension:
    """An extension's outcome."""

    index: int = plain("The item's place in the input, from 0.")
    outcome: ExtensionOutcome = linked_one("Its outcome, or what that would have been where nothing was applied.")


@strawberry.type(description="The outcome of several extensions: all are applied, or none.")
class BulkExtension:
    """The outcomes of extensions."""

    applied: bool = plain("Whether they were applied: not when one was refused, and not in a dry run.")
    request_id: str | None = plain("The request id of the whole.")
    outcomes: list[ItemExtension] = linked("An outcome for each item, in order.")


@strawberry.type(description="The outcome of one item of several.")
class ItemOutcome:
    """An item's outcome."""

    index: int = plain("The item's place in the input, from 0.")
    outcome: StandardOutcome = linked_one("Its outcome, or what that would have been where nothing was applied.")


@strawberry.type(description="The outcome of several items: all are applied, or none.")
class BulkOutcome:
    """A bulk's outcome."""

    applied: bool = plain("Whether they were applied: not when one was refused, and not in a dry run.")
    request_id: str | None = plain("The request id of the whole.")
    outcomes: list[ItemOutcome] = linked("An outcome for each item, in order.")
