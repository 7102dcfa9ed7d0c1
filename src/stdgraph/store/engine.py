"""The protocol of an engine. Whatever differs between the two engines is behind it and nowhere else."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from stdgraph.store.footprint import Footprint
from stdgraph.store.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an engine answers Bolt, and as whom to ask."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str


class Engine(Protocol):
    """A property graph that speaks Cypher over Bolt."""

    name: str
    """``embedded`` or ``neo4j``."""
    version: str
    """Product and version, for people; ``unknown`` until it was reached."""
    transaction_timeout: float | None
    """Seconds to give the driver as a transaction's limit; None where the engine limits its statements itself."""

    text_indexes: bool
    """Whether an index finds texts that contain a word; else they are looked for one by one."""

    plans_first_match: bool
    """Whether it plans by its indexes only a statement that has one MATCH, subqueries apart."""

    memory_setting: str
    """What gives it more memory."""

    @property
    def address(self) -> str:
        """The Bolt address in force, without user or password."""
        ...

    @property
    def label(self) -> str:
        """The engine as error messages call it: what it is and where."""
        ...

    @property
    def refusal(self) -> str:
        """The message for refused credentials."""
        ...

    @property
    def run(self) -> str:
        """Another text after each start of the engine, as far as this process can tell."""
        ...

    async def start(self) -> None:
        """Make the engine reachable, starting it if need be; raises Unavailable."""
        ...

    def endpoint(self) -> Endpoint:
        """The endpoint in force; it may change after a crash. Raises Unavailable while the engine is down."""
        ...

    def write_lock(self) -> AbstractAsyncContextManager[None]:
        """The lock to hold around every write transaction."""
        ...

    def migration_lock(self) -> AbstractAsyncContextManager[None]:
        """The lock to hold while a catalogue is backed up and migrated: of several processes one does both, the others wait."""
        ...

    def identified_as(self, agent: str) -> None:
        """Note the agent that the engine reports."""
        ...

    def trouble(self) -> Trouble | None:
        """What the engine does not say when a statement fails: found on its disk and in its log, where these are at hand."""
        ...

    def storage_trouble(self) -> Trouble | None:
        """Why nothing more can be stored, where its disk is at hand; None where something can."""
        ...

    def facts(self) -> dict[str, str]:
        """What ``stdgraph doctor`` shows; no secrets."""
        ...

    def footprint(self) -> Footprint | None:
        """What it takes of this machine; None where it is another's business. It reads the disk: do not call it on an event loop."""
        ...

    async def release(self) -> None:
        """Release the engine. May be called twice."""
        ...
