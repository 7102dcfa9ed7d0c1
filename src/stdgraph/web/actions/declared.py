"""What an action is declared as: what it acts on, what it asks for, and the items of ``applyChanges`` that this becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from stdgraph.domain.terms import Term

Node = Mapping[str, Any]
"""A node of an answer, with the fields of its fragment."""


class FieldKind(StrEnum):
    """How a field is entered, and what its text is read as."""

    LINE = "LINE"
    TEXT = "TEXT"
    """Several lines."""
    DAY = "DAY"
    DATE = "DATE"
    """A day, or a month or a year where no more is known."""
    INTEGER = "INTEGER"
    CHOICE = "CHOICE"
    """A value of a vocabulary."""
    STAGE = "STAGE"
    """A stage that may follow."""
    YES_NO = "YES_NO"
    """True, false, or not said."""
    CHECK = "CHECK"
    """True where it is ticked, false otherwise."""
    CODE = "CODE"
    """A code of the catalogue's own, of which a list is offered."""
    CODES = "CODES"
    """Several of them, with blanks between."""
    LINES = "LINES"
    """A list of texts, one a line."""


@dataclass(frozen=True, slots=True)
class ActedOn:
    """A thing that a form is about, as it was when it was last read."""

    key: str
    """By what the mutation names it."""
    name: str
    """By what people know it."""
    node: Node
    """Its fields: those of the fragment by whose ``kind`` its facts are told."""
    revision: int | None = None
    to: str | None = None
    """The address of its page."""


@dataclass(frozen=True, slots=True)
class ActionField:
    """A field of a form. Its name is that of the field of the mutation's input, or what ``items`` of the action reads it by."""

    name: str
    label: Term
    kind: FieldKind = FieldKind.LINE
    required: bool = False
    hint: Term | None = None
    vocabulary: type[StrEnum] | None = None
    """The values of a choice, or those of them that ``values`` names."""
    values: tuple[str, ...] = ()
    options: tuple[tuple[str, Term], ...] = ()
    """What may be chosen where that is no vocabulary of the domain."""
    codes: str | None = None
    """The list that a code is offered from: ``committees``, ``systems`` or ``categories``."""
    each: bool = False
    """Whether each thing has one of its own."""
    initial: Callable[[Sequence[ActedOn]], object] | None = None
    """What stands in it at first, from the things that it is for."""
    emptied: object = None
    """What is sent where it held something and is emptied."""


@dataclass(frozen=True, slots=True)
class ActionSubject:
    """What actions act on: how an address names it, and the document that reads it."""

    parameter: str
    """The parameter of the address, given several times for several things."""
    document: str | None
    """None where there is nothing yet: the parameter is then the value of the field of that name."""
    variables: Callable[[Sequence[str]], Mapping[str, object]]
    things: Callable[[Node, Sequence[str]], Sequence[ActedOn]]
    """The things in what the document answers; fewer than the keys where some are not there."""
    noun: Term
    many: bool = False
    member: str | None = None
    """The field of the mutation's input that names it."""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One item of ``applyChanges``: the member of ``ChangeInput``, its input, and what of the form it came from."""

    member: str
    input: Mapping[str, object]
    thing: ActedOn | None = None
    field: str | None = None
    """The field of the form that any problem of it belongs to; None: the one that the problem names."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a form says: values in the form that GraphQL takes, without those that are left empty."""

    things: Sequence[ActedOn]
    values: Mapping[str, object]
    each: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Values that a thing has of its own, by its key."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What the address says beside, such as the system that something is made in."""

    def of(self, thing: ActedOn) -> dict[str, object]:
        """The values for a thing."""
        return {**self.values, **self.each.get(thing.key, {})}


@dataclass(frozen=True, slots=True)
class PageAction:
    """An action. Its address is ``/act/NAME``; the mutation is ``member`` of ``ChangeInput`` unless ``items`` says otherwise."""

    name: str
    title: Term
    subject: ActionSubject
    fields: tuple[ActionField, ...] = ()
    member: str = ""
    items: Callable[[Given], Sequence[ActionItem]] | None = None
    explained: Term | None = None
    """What it does, below the heading."""
    changed_only: bool = False
    """Whether only what differs from what the form showed at first is sent."""
    at_once: bool = False
    """Whether there is nothing to see before it is done."""
    tells: bool = False
    """Whether the form tells all that is known of the things."""
    parameters: tuple[str, ...] = ()
    """Parameters of the address that are kept beside those of the subject."""

    def items_of(self, given: Given) -> Sequence[ActionItem]:
        """The items of the mutation."""
        return self.items(given) if self.items is not None else self._one_each(given)

    def _one_each(self, given: Given) -> Sequence[ActionItem]:
        member, name = self.member, self.subject.member
        if self.subject.document is None or name is None:
            return [ActionItem(member, given.values)]
        return [ActionItem(member, {name: one.key, **given.of(one), **guard(one)}, one) for one in given.things]


def guard(thing: ActedOn) -> dict[str, object]:
    """The revision that a thing must still have, as an input takes it."""
    return {} if thing.revision is None else {"expectedRevision": thing.revision}
