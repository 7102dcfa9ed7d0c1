"""Mutations that are made of their commands: a root field for each, and one that takes several changes of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any

import strawberry
from strawberry import argument
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from stdgraph.commands import secretariat
from stdgraph.commands.described import DescribedCommand
from stdgraph.domain.text import camel_case
from stdgraph.graphql.carrying_out import Info, answer_one, answer_several
from stdgraph.graphql.command_inputs import (
    AbandonStandardInput,
    AdvanceStandardInput,
    CorrectStandardInput,
    ExtendProjectInput,
    PublishStandardInput,
    RecordReviewInput,
    RegisterStandardInput,
    RevokeEventInput,
    StartProjectInput,
    SupersedeStandardInput,
    TrackGapInput,
    WithdrawStandardInput,
)
from stdgraph.graphql.command_types import command_of, input_of, summary
from stdgraph.graphql.relation_inputs import RelateStandardInput, UnrelateStandardInput
from stdgraph.graphql.types.changes import CHANGED_TYPES, BulkChange, ChangeOutcome
from stdgraph.graphql.types.inputs import DryRun, GivenAll, RequestId
from stdgraph.graphql.types.outcomes import InvalidInput, NotFound, NotPermitted, RevisionConflict, StandardOutcome
from stdgraph.stewardship import commands as stewardship

ON_STANDARDS = (
    AbandonStandardInput,
    AdvanceStandardInput,
    CorrectStandardInput,
    ExtendProjectInput,
    PublishStandardInput,
    RecordReviewInput,
    RegisterStandardInput,
    RelateStandardInput,
    RevokeEventInput,
    StartProjectInput,
    SupersedeStandardInput,
    TrackGapInput,
    UnrelateStandardInput,
    WithdrawStandardInput,
)
"""The inputs of mutations that are written out."""


COMMANDS: Mapping[str, type[DescribedCommand]] = {**stewardship.commands(), **secretariat.commands()}
"""Every described command, by its name."""


def _outcome_of(command: type[DescribedCommand]) -> Any:
    """The union of what a command leads to."""
    if command.changes is None:
        return ChangeOutcome
    return StandardOutcome if command.changes == "Standard" else _OUTCOMES[command.changes]


def _union(label: str, changed: type) -> Any:
    name = changed.__name__.removesuffix("Changed")
    members = reduce(or_, (changed, RevisionConflict, InvalidInput, NotFound, NotPermitted))
    return _annotated(
        members, strawberry.union(f"{name}Outcome", description=f"The outcome of a request to change a {label}.")
    )


def _annotated(kind: Any, metadata: object) -> Any:
    """A type with metadata, where either is made at run time."""
    return Annotated.__class_getitem__((kind, metadata))  # type: ignore[attr-defined]


_WORDS = {
    "Subsystem": "subsystem",
    "StandardsSystem": "standards system",
    "Demand": "demand",
    "Target": "target",
    "ProductCategory": "product category",
    "Committee": "committee",
    "Source": "source",
    "Claim": "claim",
}
_OUTCOMES = {label: _union(_WORDS[label], changed) for label, changed in CHANGED_TYPES.items()}


def _field(name: str, command: type[DescribedCommand]) -> StrawberryField:
    """The root field of a command."""
    outcome = _outcome_of(command)

    async def resolver(info, input, dry_run=False):  # type: ignore[no-untyped-def]
        return await answer_one(info, command_of(command, input), dry_run=dry_run)

    resolver.__name__ = name
    given = _annotated(input_of(command), argument(description="What is to be done."))
    resolver.__annotations__ = {"info": Info, "input": given, "dry_run": DryRun, "return": outcome | None}
    made: StrawberryField = strawberry.field(resolver=resolver, description=summary(command), name=camel_case(name))
    return made


def _change_input() -> type:
    """The input of one change of any kind."""
    namespace: dict[str, Any] = {"__annotations__": {}, "__doc__": "One change."}
    for name, command in COMMANDS.items():
        _add(namespace, name, input_of(command), summary(command))
    for given in ON_STANDARDS:
        name = _snake(given.__name__.removesuffix("Input"))
        _add(namespace, name, given, f"What the mutation `{camel_case(name)}` takes.")
    made = type("ChangeInput", (), namespace)
    return strawberry.input(made, description="One change: exactly one of these.", one_of=True)


def _add(namespace: dict[str, Any], name: str, kind: type, description: str) -> None:
    namespace["__annotations__"][name] = kind | None
    namespace[name] = strawberry.field(default=strawberry.UNSET, description=description)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


ChangeInput = _change_input()


def _command_in(change: Any) -> Any:
    """The command of the one member that is given."""
    (name, given), *_ = [(name, value) for name, value in vars(change).items() if value is not strawberry.UNSET]
    described = COMMANDS.get(name)
    return command_of(described, given) if described is not None else given.command()


def _bulk() -> StrawberryField:
    async def resolver(info, items, dry_run=False, request_id=None):  # type: ignore[no-untyped-def]
        return await answer_several(info, [_command_in(one) for one in items], dry_run=dry_run, request_id=request_id)

    resolver.__name__ = "apply_changes"
    resolver.__annotations__ = {
        "info": Info,
        "items": GivenAll[ChangeInput],  # type: ignore[valid-type]
        "dry_run": DryRun,
        "request_id": RequestId,
        "return": BulkChange | None,
    }
    made: StrawberryField = strawberry.field(
        resolver=resolver,
        description="Apply changes of any kind in one transaction, all or none: each sees those before it. With `dryRun` the same answer and "
        "nothing written.",
        name="applyChanges",
    )
    return made


CommandFields = create_type("CommandFields", [*(_field(name, command) for name, command in COMMANDS.items()), _bulk()])
"""The root fields of all described commands."""
