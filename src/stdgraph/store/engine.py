"""What the door asks of an engine. Whatever differs between the two lives behind this protocol and nowhere else."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from stdgraph.settings import Settings


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
        """What to tell a person when the engine refuses the credentials."""
        ...

    async def start(self) -> None:
        """Make the engine reachable, starting it if need be; raises Unavailable."""
        ...

    def endpoint(self) -> Endpoint:
        """The endpoint in force; it may change after a crash. Raises Unavailable while the engine is down."""
        ...

    def write_turn(self) -> AbstractAsyncContextManager[None]:
        """Hold this around every write transaction."""
        ...

    def greeted(self, agent: str) -> None:
        """Take note of what the engine calls itself."""
        ...

    def facts(self) -> dict[str, str]:
        """What ``stdgraph doctor`` shows; no secrets."""
        ...

    async def release(self) -> None:
        """Let go of the engine. May be called twice."""
        ...


def engine_for(settings: Settings) -> Engine:
    """The engine that the settings name: Neo4j where there is an address, else the embedded one."""
    from stdgraph.store.embedded.engine import EmbeddedEngine
    from stdgraph.store.neo4j_server import Neo4jServer

    return Neo4jServer(settings, settings.graph_uri) if settings.graph_uri else EmbeddedEngine(settings)
