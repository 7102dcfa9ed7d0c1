"""Random changes of the vocabulary, one after the other, some taken back: what every scope holds on every day, by a second opinion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import strawberry

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.examples import MORE, chance
from tests.graphql.actor import Actor
from tests.graphql.conftest import schema
from tests.oracle.vocabulary import EVER, NEVER, Relations, Span, Vocabulary
from tests.stewardship.vocabulary import Keeper, load_small

__all__ = ["schema"]

DAYS = [date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1), date(2026, 7, 1), date(2026, 11, 23)]
TITLES = {"S001": "GB/T 10-2020", "S002": "GB/T 10-2010", "S003": "三", "S004": "四", "S005": "GB/T 11-2002"}


def at_first() -> Vocabulary:
    """What the small seed states."""
    return Vocabulary(
        owned=Relations([Span("S001", "SAC/TC1"), Span("S001", "SAC/TC1/SC2"), Span("S003", "SAC/TC1")]),
        committees=Relations([Span("SAC/TC1/SC2", "SAC/TC1")]),
        applies=Relations([Span("S001", "LI_BATTERY"), Span("S003", "CATHODE")]),
        kinds=Relations([Span("LI_BATTERY", "BATTERY")]),
        depends=Relations([Span("LI_BATTERY", "CATHODE")]),
    )


class Changes:
    """Draws changes and has both opinions carry them out."""

    def __init__(self, keeper: Keeper, seed: int) -> None:
        self.keeper, self.draw = keeper, chance(seed)
        self.plain = at_first()
        self.committees = ["SAC/TC1", "SAC/TC1/SC2"]
        self.categories = ["BATTERY", "LI_BATTERY", "CATHODE"]
        self.past: list[tuple[Any, Vocabulary]] = []
        self.left: dict[str, str] = {}
        """What codes find that things had for a while."""
        self.done: list[str] = []

    async def step(self) -> None:
        """One change; one that is refused changes neither."""
        if self.past and self.draw.random() < 0.25:
            told, before = self.past.pop()
            await self.keeper.revoke(told)
            if told["change"]["kind"] == "RENAMED":  # what it was called is a former code of it
                self.left[told["change"]["after"]["code"]] = told["change"]["before"]["code"]
            self.plain = before
            self.plain.found = {**self.left, **before.found}
            self.done.append("revoked")
            return
        name, given, then = self.draw.choice(
            [
                self.create,
                self.move,
                self.rename,
                self.succeed,
                self.merge,
                self.kind,
                self.retire,
                self.depend,
                self.own,
            ]
        )()
        if self._confused(name, given):
            return
        before = self.plain.copy()
        told = await self.keeper.send(name, **given)
        if not told["__typename"].endswith(("Changed", "Advanced")) or told["change"] is None:
            return
        then()
        self.past.append((told, before))
        self.done.append(f"{name} {given}")

    def create(self) -> Any:
        code, parent, on = f"C{len(self.committees)}", self.draw.choice(self.committees), self._day()
        category, above = f"K{len(self.categories)}", self.draw.choice(self.categories)
        if self.draw.random() < 0.5:

            def committee() -> None:
                self.committees.append(code)
                self.plain.committees.begin(code, self.plain.known(parent), on)

            given = {"code": code, "titleZh": code, "parent": parent, "effectiveOn": on.isoformat()}
            return "createCommittee", given, committee

        def kind() -> None:
            self.categories.append(category)
            self.plain.kinds.begin(category, self.plain.known(above), on)

        given = {"code": category, "titleZh": category, "kind": "PRODUCT", "effectiveOn": on.isoformat()}
        return "createProductCategory", {**given, "parents": [above]}, kind

    def move(self) -> Any:
        code, parent, on = *self._two(self.committees), self._day()
        given: dict[str, Any] = {"code": code, "effectiveOn": on.isoformat()}
        if self.draw.random() < 0.3:
            return (
                "changeCommittee",
                {**given, "independent": True},
                lambda: self.plain.place(self.plain.known(code), None, on),
            )
        then = self.plain.place
        return "changeCommittee", {**given, "parent": parent}, lambda: then(*self._both(code, parent), on)

    def rename(self) -> Any:
        several, name = self.draw.choice(
            [(self.committees, "changeCommittee"), (self.categories, "changeProductCategory")]
        )
        code = self.draw.choice(several)
        now = f"{self.plain.known(code)}x"

        def then() -> None:
            several.append(now)
            self.plain.rename(self.plain.known(code), now)

        return name, {"code": code, "newCode": now}, then

    def succeed(self) -> Any:
        code, successor, on = *self._two(self.committees), self._day()
        given = {"code": code, "successor": successor, "effectiveOn": on.isoformat()}
        return "succeedCommittee", given, lambda: self.plain.succeed(*self._both(code, successor), on)

    def merge(self) -> Any:
        lost, kept = self._two(self.committees)
        given = {"lost": lost, "kept": kept}
        return "mergeCommittees", given, lambda: self.plain.merge(*self._both(lost, kept))

    def kind(self) -> Any:
        code, parent, on = *self._two(self.categories), self._day()
        known = self.plain.known
        adds = known(parent) not in self.plain.kinds.ends_of(known(code), DAYS[-1])
        field, change = ("addParents", self.plain.kinds.begin) if adds else ("removeParents", self.plain.kinds.end)
        given = {"code": code, field: [parent], "effectiveOn": on.isoformat()}
        return "changeProductCategory", given, lambda: change(known(code), known(parent), on)

    def retire(self) -> Any:
        code, heir, on = *self._two(self.categories), self._day()
        given = {"code": code, "into": heir, "effectiveOn": on.isoformat()}
        return "retireProductCategory", given, lambda: self.plain.retire(*self._both(code, heir), on)

    def depend(self) -> Any:
        code, other, on = *self._two(self.categories), self._day()
        known = self.plain.known
        there = known(other) in self.plain.depends.ends_of(known(code), DAYS[-1])
        given: dict[str, Any] = {"code": code, "dependsOn": other, "effectiveOn": on.isoformat()}
        if there:
            return "removeDependency", given, lambda: self.plain.depends.end(known(code), known(other), on)
        return (
            "addDependency",
            {**given, "role": "PART"},
            lambda: self.plain.depends.begin(known(code), known(other), on),
        )

    def own(self) -> Any:
        """A secretariat's change between those of administrators: it ends, so that there is a past to hand over."""
        code, on = self.draw.choice(self.committees), self._day()
        known = self.plain.known(code)
        spans = [one for one in self.plain.owned.spans if (one.start, one.end) == ("S003", known)]
        given = {"standard": "S003", "relation": "OWNED_BY", "target": code, "effectiveOn": on.isoformat()}
        if any(one.holds(DAYS[-1]) for one in spans):
            then = self.plain.owned.end
            return "unrelateStandard", given, lambda: then("S003", known, on)
        return "relateStandard", given, lambda: self.plain.owned.begin("S003", known, on)

    def _confused(self, name: str, given: Mapping[str, Any]) -> bool:
        """Whether a change of a standard's owner lies before a day on which that began or ended: it is another page's business."""
        if name not in ("relateStandard", "unrelateStandard"):
            return False
        known, on = self.plain.known(given["target"]), date.fromisoformat(given["effectiveOn"])
        days = [(one.since, one.until) for one in self.plain.owned.spans if (one.start, one.end) == ("S003", known)]
        return any(since > on or (until > on and until < NEVER) for since, until in days)

    def _day(self) -> date:
        return self.draw.choice(DAYS[1:4])

    def _both(self, one: str, other: str) -> tuple[str, str]:
        """Two codes as they are now."""
        return self.plain.known(one), self.plain.known(other)

    def _two(self, several: list[str]) -> tuple[str, str]:
        one, other = self.draw.sample(several, 2)
        return one, other

    async def compare(self) -> None:
        """Every scope on every day."""
        for day in DAYS:
            on = day.isoformat()
            for code in self.committees:
                if await self._exists("committee", code):
                    expected = sorted(TITLES[one] for one in self.plain.owned_by(code, day))
                    assert await self.keeper.listed(on, committee=code) == expected, "\n".join([*self.done, code, on])
            for code in self.categories:
                if await self._exists("productCategory", code):
                    expected = sorted(TITLES[one] for one in self.plain.applying_to(code, day))
                    assert await self.keeper.listed(on, productCategory=code) == expected, "\n".join(
                        [*self.done, code, on]
                    )
        for code in self.categories:
            if await self._exists("productCategory", code):
                asked = f'{{ productCategory(code: "{code}") {{ dependsOn {{ category {{ code retiredOn }} }} }} }}'
                shown = (await self.keeper.actor.data(asked))["productCategory"]["dependsOn"]
                left = {one for one, since in self.plain.retired.items() if since <= DAYS[-1]}
                expected = sorted(self.plain.depending_on(code, DAYS[-1]) - left)
                assert sorted({one["category"]["code"] for one in shown}) == expected, "\n".join([*self.done, code])

    async def _exists(self, field: str, code: str) -> bool:
        found = await self.keeper.actor.data(f'{{ {field}(code: "{code}") {{ code }} }}')
        return found[field] is not None


@pytest.fixture
async def keeper(graph: Graph, engine_settings: Settings, schema: strawberry.Schema, tmp_path: Path) -> Keeper:
    await load_small(graph, tmp_path)
    return Keeper(Actor(graph, engine_settings, schema))


@pytest.mark.parametrize("seed", range(4 * MORE))
async def test_every_scope_holds_on_every_day_what_a_second_opinion_says(keeper: Keeper, seed: int) -> None:
    assert DAYS[0] > EVER
    changes = Changes(keeper, seed)
    for _ in range(4 * MORE):
        for _ in range(5):
            await changes.step()
        await changes.compare()
    assert len(changes.done) > 5, changes.done
