"""A workspace at which tests change a small catalogue, and look at what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.commands.advance import Advance
from stdgraph.commands.command_handler import AnyCommand, BulkResult, apply_commands
from stdgraph.commands.outcomes import Changed, Invalid, Outcome, Refused
from stdgraph.commands.register import Register
from stdgraph.commands.replay import differences
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.numbers import year_of
from stdgraph.domain.vocabulary import Level
from stdgraph.store.plan_cypher import TIMES
from stdgraph.store.session import Graph, Transaction
from tests.commands.languages import check_languages

ADMINISTRATOR = Identity("管理员", Role.ADMINISTRATOR)
TODAY = date(2026, 9, 1)
"""The day on which everything here happens."""

YESTERDAY, TOMORROW = date(2026, 8, 31), date(2026, 9, 2)
START = date(2026, 1, 15)
"""The day on which items of these tests come to be."""


@dataclass(frozen=True)
class Workspace:
    """Applies commands on a graph; what is not expected fails the test, and so does a message in the wrong language."""

    graph: Graph

    async def wish(
        self,
        *wishes: AnyCommand,
        who: Identity = ADMINISTRATOR,
        today: date = TODAY,
        dry_run: bool = False,
        request_id: str | None = None,
    ) -> BulkResult:
        bulk = await apply_commands(self.graph, who, wishes, today=today, dry_run=dry_run, request_id=request_id)
        for outcome in bulk.outcomes:
            check_languages(outcome)
        return bulk

    async def outcome(self, wish: AnyCommand, who: Identity = ADMINISTRATOR, today: date = TODAY) -> Outcome:
        (outcome,) = (await self.wish(wish, who=who, today=today)).outcomes
        return outcome

    async def done(self, wish: AnyCommand, who: Identity = ADMINISTRATOR, today: date = TODAY) -> Changed:
        outcome = await self.outcome(wish, who, today)
        assert isinstance(outcome, Changed), outcome
        return outcome

    async def sequence(self, wish: AnyCommand) -> int:
        """Carry out a wish; the sequence of the event that tells it."""
        outcome = await self.done(wish)
        assert outcome.sequence is not None
        return outcome.sequence

    async def refused(self, wish: AnyCommand) -> Refused:
        """A refusal of the transition that changed nothing."""
        outcome = await self._unchanged(wish)
        assert isinstance(outcome, Refused), outcome
        assert outcome.message.zh
        return outcome

    async def problems(self, wish: AnyCommand) -> dict[str, str]:
        """What is wrong with an input, by path; nothing was changed."""
        outcome = await self._unchanged(wish)
        assert isinstance(outcome, Invalid), outcome
        assert all(problem.message.zh for problem in outcome.problems)
        return {problem.path: problem.message.en for problem in outcome.problems}

    async def _unchanged(self, wish: AnyCommand) -> Outcome:
        before = await self.everything()
        bulk = await self.wish(wish)
        assert not bulk.applied
        assert await self.everything() == before
        return bulk.outcomes[0]

    async def item(self, *to: str, level: Level | None = None, on: date = START, **given: Any) -> str:
        """A new item, moved through stages on the day it was registered; its id."""
        outcome = await self.done(Register(title_zh="一项", level=level, effective_on=on, **given))
        for stage in to:
            await self.done(Advance(outcome.key, stage, effective_on=on))
        return outcome.key

    async def published(self, number: str, on: date | None = None, **given: Any) -> str:
        """A new standard, published on a day of the year in its number; its id."""
        day = on or START.replace(year=year_of(number) or START.year)
        standard = await self.item("10", "20", "30", "40", "50", on=day, **given)
        await self.done(Advance(standard, "60.60", number=number, published_on=day))
        return standard

    async def rows(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        async def work(tx: Transaction) -> list[dict[str, Any]]:
            return await tx.rows(text, **parameters)

        return await self.graph.read(work)

    async def standard(self, key: str) -> dict[str, Any]:
        """The properties of a standard by id."""
        ((row),) = await self.rows("MATCH (s:Standard {id: $key}) RETURN s{.*} AS s", key=key)
        return {name: value.to_native() if hasattr(value, "to_native") else value for name, value in row["s"].items()}

    async def events(self, key: str) -> list[dict[str, Any]]:
        """The events of a standard in their order, with before and after as maps."""
        rows = await self.rows(
            "MATCH (:Standard {id: $key})<-[:CONCERNS]-(e:Event) RETURN e{.*} AS e ORDER BY e.sequence", key=key
        )
        return [_told(row["e"]) for row in rows]

    async def kinds(self, key: str) -> list[str]:
        """What happened to a standard, in order."""
        return [event["kind"] for event in await self.events(key)]

    async def related(self, key: str, kind: str) -> dict[str, dict[str, Any]]:
        """The relations of a standard of a type: what is said of each but its times, by the id or code at its end."""
        times = {"seeded", *TIMES} - ({"from"} if kind == "REPLACES" else set())
        rows = await self.rows(
            f"MATCH (:Standard {{id: $key}})-[r:{kind}]->(t) RETURN coalesce(t.id, t.code) AS far, properties(r) AS said",
            key=key,
        )
        return {
            row["far"]: {name: str(value) for name, value in row["said"].items() if name not in times} for row in rows
        }

    async def claims(self, key: str, field: str) -> set[tuple[str, bool, str | None]]:
        """Value, whether it is followed, and source, of the claims about a field."""
        rows = await self.rows(
            "MATCH (:Standard {id: $key})<-[:ABOUT]-(k:Claim {field: $field}) OPTIONAL MATCH (k)-[:STATED_BY]->(o:Source) "
            "RETURN k.value AS value, k.chosen AS chosen, o.id AS source",
            key=key,
            field=field,
        )
        return {(row["value"], row["chosen"], row["source"]) for row in rows}

    async def counters(self) -> tuple[int, int]:
        """The catalogue's revision and the sequence of its last event."""
        (row,) = await self.rows("MATCH (c:Catalogue) RETURN c.revision AS revision, c.sequence AS sequence")
        return row["revision"], row["sequence"]

    async def everything(self) -> list[tuple[Any, ...]]:
        """How much of everything there is: what a change that was refused leaves alone."""
        nodes = await self.rows(
            "MATCH (n) UNWIND labels(n) AS label RETURN label AS what, count(*) AS n, sum(coalesce(n.revision, 0)) AS sum ORDER BY what"
        )
        links = await self.rows("MATCH ()-[r]->() RETURN type(r) AS what, count(*) AS n, 0 AS sum ORDER BY what")
        return [await self.counters(), *(tuple(row.values()) for row in (*nodes, *links))]

    async def sound(self) -> None:
        """Every standard is what its events say, and no sequence is missing."""
        assert await self.graph.read(differences) == []
        found = await self.rows("MATCH (e:Event) RETURN e.sequence AS sequence ORDER BY sequence")
        assert [row["sequence"] for row in found] == list(range(1, (await self.counters())[1] + 1))


def _told(event: dict[str, Any]) -> dict[str, Any]:
    native = {name: value.to_native() if hasattr(value, "to_native") else value for name, value in event.items()}
    return {
        **dict.fromkeys(("stage", "fromStage", "note", "requestId", "revokes")),
        **native,
        "day": native.get("effectiveOn"),
        "before": json.loads(native.get("before") or "null"),
        "after": json.loads(native.get("after") or "null"),
    }


def changed(outcomes: Sequence[Outcome]) -> list[Changed]:
    """The outcomes, all of which are changes."""
    done = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
    assert len(done) == len(outcomes), outcomes
    return done
