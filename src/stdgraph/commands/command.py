"""A command to change a standard: what every mutation is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from stdgraph.auth.policy import Action, Subject

if TYPE_CHECKING:
    from stdgraph.commands.outcomes import Outcome
    from stdgraph.commands.unit_of_work import LoadedStandard, UnitOfWork


@dataclass(frozen=True, slots=True)
class CommandContext:
    """Who commands it, and when."""

    actor: str
    today: date


class Command(Protocol):
    """What somebody wants done to one standard."""

    @property
    def action(self) -> Action:
        """The mutation it came by."""
        ...

    @property
    def standard(self) -> str:
        """Id, number or plan number of the standard."""
        ...

    @property
    def expected_revision(self) -> int | None:
        """The revision that the standard must still have."""
        ...

    @property
    def request_id(self) -> str | None:
        """What the client calls its request."""
        ...

    def needs(self) -> Preload:
        """What must be taken out of the graph to carry it out."""
        ...

    def subject(self, unit: UnitOfWork, held: LoadedStandard) -> Subject:
        """What the policy is asked about."""
        ...

    def apply(self, unit: UnitOfWork, held: LoadedStandard, asked: CommandContext) -> Outcome:
        """Do it on the workbench, or say why not; a refusal changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Preload:
    """What a command needs to know besides its own standard."""

    standards: Sequence[str] = ()
    """Other standards, by any name."""
    numbers: Sequence[str] = ()
    """Numbers it would give, which must be free."""
    nodes: Sequence[tuple[str, str]] = ()
    """Other nodes by label and key, which must exist."""
    relations: Sequence[tuple[str, str]] = ()
    """Relations of the standard by type and target, of which it must know whether they exist."""
    relations_to: Sequence[tuple[str, str]] = ()
    """Relations to the standard by type and the standard that they start from, likewise."""
    replaced: Sequence[str] = ()
    """Standards of which it must know what they replace, directly or through others."""
    new: bool = False
    """Whether the standard itself is to be made."""
    events: bool = False
    """Whether its events are needed."""


def about(held: LoadedStandard) -> Subject:
    """The subject of whatever concerns a standard as a whole."""
    return Subject(held.owners, held.systems)
