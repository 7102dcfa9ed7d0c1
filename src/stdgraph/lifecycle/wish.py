"""A wish to change a standard: what every mutation is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from stdgraph.identity.policy import Action, Subject

if TYPE_CHECKING:
    from stdgraph.lifecycle.outcomes import Outcome
    from stdgraph.lifecycle.workbench import Held, Workbench


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wishes it, and when."""

    actor: str
    today: date


class Wish(Protocol):
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

    def needs(self) -> Needs:
        """What must be taken out of the graph to carry it out."""
        ...

    def subject(self, bench: Workbench, held: Held) -> Subject:
        """What the policy is asked about."""
        ...

    def carry_out(self, bench: Workbench, held: Held, asked: Asked) -> Outcome:
        """Do it on the workbench, or say why not; a refusal changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Needs:
    """What a wish needs to know besides its own standard."""

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


def about(held: Held) -> Subject:
    """The subject of whatever concerns a standard as a whole."""
    return Subject(held.owners, held.systems)
