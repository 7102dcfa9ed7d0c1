"""A command and the unit of work in which it runs: what every mutation is made of, whatever it changes.

A new kind of subject is a ``UnitOfWork`` that loads and writes it, and a class per command; the handler stays as it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar, runtime_checkable

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.events import NewEvent
from stdgraph.commands.outcomes import Changed, Message, Outcome
from stdgraph.store.session import Graph, Transaction


@dataclass(frozen=True, slots=True)
class Preload:
    """What a command needs to know besides its own subject. A unit of work reads it for all its commands together."""

    standards: Sequence[str] = ()
    """Other standards, by any name."""
    numbers: Sequence[str] = ()
    """Numbers it would assign, which must be free."""
    nodes: Sequence[tuple[str, str]] = ()
    """Other nodes by label and key, which must exist."""
    relations: Sequence[tuple[str, str]] = ()
    """Relations of the standard by type and target, which may exist."""
    related: Sequence[str] = ()
    """Types of which it needs all relations of the standard."""
    transfer: bool = False
    """Whether it needs who answers for the standard, and to whom it is offered."""
    relations_to: Sequence[tuple[str, str]] = ()
    """Relations to the standard by type and the standard that they start from, likewise."""
    claims: str | None = None
    """The field of which it needs the claims."""
    replaced: Sequence[str] = ()
    """Standards whose predecessors, direct and indirect, it needs."""
    new: bool = False
    """Whether the command creates its subject."""
    events: bool = False
    """Whether it needs the events of its subject."""
    revokes: int | None = None
    """The sequence of the event that it takes back: it needs the relations that this touched."""
    systems: Sequence[str] = ()
    """Further standards systems, by code, of which it needs the whole plan."""
    listings: bool = False
    """Whether it needs what its system lists."""
    sources: Sequence[str] = ()
    """Sources, by id or address, which may be unknown."""


class LoadedSubject(Protocol):
    """What a command changes, loaded to be changed in memory."""

    @property
    def key(self) -> str:
        """Its key in the graph."""
        ...

    @property
    def revision(self) -> int:
        """Its revision, counting the changes of this transaction; 0 for one that is to be created."""
        ...

    @property
    def exists(self) -> bool:
        """Whether the graph holds it already."""
        ...

    def state(self) -> Mapping[str, object]:
        """What answers show of it right after a change."""
        ...


S = TypeVar("S", bound=LoadedSubject)


class UnitOfWork(ABC, Generic[S]):
    """The subjects of several commands: loaded together, changed in memory one after the other, written back with their events."""

    label: ClassVar[str]
    """The label of the subjects."""
    path: ClassVar[str] = "target"
    """The field by which inputs name a subject whose name is a code."""

    def __init__(self) -> None:
        self.actor = ""
        """Who asks for the changes, as the history names them."""
        self.events: list[NewEvent] = []
        """The events of the transaction so far, those of other units among them."""

    @classmethod
    @abstractmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> Self:
        """Load the subjects by the names that commands give them, with what else each command needs. No name, no statement."""

    @abstractmethod
    def find(self, name: str) -> S | None:
        """The subject that a command names, as this transaction has changed it so far; None where there is none."""

    @abstractmethod
    def not_found(self, name: str) -> Message:
        """What to answer where there is none."""

    def code_of(self, name: str) -> tuple[str, str] | None:
        """Label and key where the names of subjects are codes of the catalogue's own vocabulary; None where they are not."""
        return None

    def action(self, command: Command[Any, S], subject: S) -> Action:
        """What the policy decides about a command on a subject."""
        return command.action

    def refuse(self, subject: S, today: date) -> Outcome | None:
        """Why nothing at all may be changed of a subject; None where that is up to the commands."""
        return None

    @classmethod
    def forget(cls, graph: Graph) -> None:
        """Drop what this process remembers of such subjects. Called after the transaction, also where its answer was lost."""

    @abstractmethod
    async def write_subjects(self, tx: Transaction) -> None:
        """Write what was changed. The events, in their final form, are recorded later, with those of other units."""

    async def after_recording(self, tx: Transaction, first: int, *, alone: bool) -> None:
        """Write what depends on the sequence of the first event; ``alone``: no other unit changed anything in this transaction."""
        return

    def changed(self, subject: LoadedSubject, at: date | None, event: NewEvent | None = None) -> Changed:
        """The outcome of a change with its event, which is recorded when the unit is written; without one nothing changed."""
        if event is not None:
            self.events.append(event if event.label else replace(event, label=self.label))
        place = -1 if event is None else len(self.events) - 1
        return Changed(self.label, subject.key, at, place, state=subject.state())


U = TypeVar("U", bound=UnitOfWork[Any])
S_contra = TypeVar("S_contra", bound=LoadedSubject, contravariant=True)


class Command(Protocol[U, S_contra]):
    """A change that somebody asks for of one subject."""

    @property
    def unit_of_work(self) -> type[U]:
        """The unit of work that loads and writes what the command changes."""
        ...

    @property
    def action(self) -> Action:
        """The mutation, for the policy."""
        ...

    @property
    def key(self) -> str:
        """The name by which it names its subject."""
        ...

    @property
    def expected_revision(self) -> int | None:
        """The revision that the subject must still have; None for no guard."""
        ...

    @property
    def request_id(self) -> str | None:
        """The client's id of the request."""
        ...

    def preload(self) -> Preload:
        """What must be read before it can be applied."""
        ...

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same command with other keys in the place of those, by label and key, that it names."""
        ...

    def policy_subject(self, unit: U, subject: S_contra) -> Subject:
        """What the policy decides about: who answers for the subject."""
        ...

    def apply(self, unit: U, subject: S_contra, today: date) -> Outcome:
        """Change the subject in memory, or say why not; anything but ``Changed`` leaves it as it was."""
        ...


@runtime_checkable
class DecidedByFinding(Protocol):
    """A command of which the policy decides by what it finds of its subject."""

    def action_on(self, unit: Any, subject: Any) -> Action:
        """The mutation, for the policy."""
        ...


@runtime_checkable
class Substituted(Protocol):
    """A command in whose place whoever may not carry it out carries out another one, which anybody may."""

    def otherwise(self) -> Any:
        """The other command, on the same subject."""
        ...
