"""A year of commands, each sent on its day and told to a ledger in the words of the definitions (docs/stewards.md, docs/definitions.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from stdgraph.auth.bearer import identity_of
from stdgraph.domain.text import camel_case
from stdgraph.graphql.command_fields import COMMANDS
from tests.graphql.actor import ADMINISTRATOR, Actor
from tests.graphql.client import key_of
from tests.oracle.ledger import Fact, Ledger
from tests.oracle.ledger_world import Present
from tests.oracle.records import System, Target

SHOWN = {
    "StandardsSystem": "... on SystemChanged { system { code } CHANGE }",
    "Subsystem": "... on SubsystemChanged { subsystem { code demands { id on until productCategory { code } } } CHANGE }",
    "Demand": "... on DemandChanged { demand { id } CHANGE }",
    "Target": "... on TargetChanged { target { id } CHANGE }",
    "Committee": "... on CommitteeChanged { committee { code } CHANGE }",
    "ProductCategory": "... on ProductCategoryChanged { productCategory { code } CHANGE }",
    "Standard": "... on StandardAdvanced { standard { id } CHANGE } ... on TransitionRefused { message(language: EN) missing }",
}
FAILED = """
  __typename
  ... on InvalidInput { problems { path message(language: EN) } }
  ... on NotFound { message(language: EN) }
  ... on NotPermitted { message(language: EN) }
"""
LABELS = {camel_case(name): command.changes for name, command in COMMANDS.items()}
STATED = "STATED"


class Clock:
    """What the service's clock shows: a day, and later with every command."""

    def __init__(self, day: date) -> None:
        self.now = datetime.combine(day, time(2), UTC)

    @property
    def today(self) -> date:
        return self.now.date()

    def turn(self, day: date) -> None:
        if day > self.today:
            self.now = datetime.combine(day, time(2), UTC)

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def _selected(label: str | None) -> str:
    shown = SHOWN.values() if label is None else [SHOWN[label]]
    return FAILED + " ".join(shown).replace("CHANGE", "change { sequence }")


@dataclass
class Year:
    """Somebody's commands, and what they mean."""

    actor: Actor
    clock: Clock
    ledger: Ledger = field(default_factory=Ledger)
    present: Present = field(default_factory=Present)
    secrets: dict[str, str] = field(default_factory=dict)
    """The tokens, by the names of those who hold them."""
    names: dict[str, str] = field(default_factory=dict)
    """The ids of standards, by their plan numbers or numbers."""
    _places: dict[int, dict[str, int]] = field(default_factory=dict)
    """The places of subsystems before each change."""

    async def issue(self, name: str, role: str, **given: Any) -> None:
        """A token, with which its holder acts from now on."""
        self.clock.tick()
        document = "mutation ($input: IssueTokenInput!) { issueToken(input: $input) { ... on TokenIssued { secret } } }"
        wanted = {"name": name, "role": role, "neverExpires": True, **given}
        self.secrets[name] = (await self.actor.data(document, input=wanted))["issueToken"]["secret"]

    async def _being(self, who: str) -> Actor:
        """Somebody as a token says who that is now; administrators need none here."""
        if who == "administrator":
            return self.actor.being(ADMINISTRATOR)
        bearer = f"Bearer {self.secrets[who]}"
        return self.actor.being(await identity_of(self.actor.graph, self.actor.settings, bearer, self.clock.now))

    async def send(self, who: str, name: str, given: Mapping[str, Any]) -> Any:
        """Carry out a command; what follows in the ledger is its change."""
        self.clock.tick()
        kind = f"{name[0].upper()}{name[1:]}Input!"
        shown = _selected(LABELS.get(name, "Standard"))
        document = f"mutation ($input: {kind}) {{ {name}(input: $input) {{ {shown} }} }}"
        told = (await (await self._being(who)).data(document, input=given))[name]
        self._begin(told)
        return told

    async def send_all(self, who: str, name: str, items: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Carry out a command many times, all or none."""
        self.clock.tick()
        shown = _selected(None)
        document = (
            "mutation ($items: [ChangeInput!]!) { applyChanges(items: $items) "
            f"{{ applied outcomes {{ outcome {{ {shown} }} }} }} }}"
        )
        asked = [{name: given} for given in items]
        told = (await (await self._being(who)).data(document, items=asked))["applyChanges"]
        assert told["applied"], [one for one in told["outcomes"] if "change" not in one["outcome"]]
        return [one["outcome"] for one in told["outcomes"]]

    def _begin(self, told: Any) -> int:
        assert told.get("change"), told
        sequence: int = told["change"]["sequence"]
        self.ledger.begin(sequence)
        self._places[sequence] = dict(self.present.places)
        return sequence

    def _say(self, kind: str, key: tuple[str, ...], value: Any, since: date | None, until: date | None = None) -> None:
        self.ledger.say(kind, key, value, since, self.clock.now, until)

    def _end(self, kind: str, key: tuple[str, ...], on: date) -> None:
        self.ledger.end(kind, key, on, self.clock.now)

    def _open(self, kind: str) -> list[Fact]:
        return [fact for fact in self.ledger.believed(kind, None) if fact.until is None]

    async def take_back(self, who: str, sequence: int) -> None:
        """Everything is as it was before a change."""
        told = await self.send(who, "revokeChange", {"sequence": sequence, "reason": "误操作"})
        self.ledger.take_back(sequence, self.clock.now, told["change"]["sequence"])
        self.present.places = dict(self._places[sequence])

    async def take_back_event(self, who: str, standard: str, sequence: int) -> None:
        """The same by the mutation that is for events of standards."""
        given = {"standard": self.names[standard], "sequence": sequence, "reason": "误操作"}
        told = await self.send(who, "revokeEvent", given)
        self.ledger.take_back(sequence, self.clock.now, told["change"]["sequence"])

    # what all systems share

    async def create_committee(self, code: str) -> None:
        await self.send("administrator", "createCommittee", {"code": code, "titleZh": code, "level": "NATIONAL"})
        self._say("committee", (code,), None, None)

    async def create_category(self, code: str) -> None:
        given = {"code": code, "titleZh": code, "kind": "PRODUCT"}
        await self.send("administrator", "createProductCategory", given)
        self._say("category", (code,), (), None)

    async def depend(self, code: str, other: str, on: date) -> None:
        given = {"code": code, "dependsOn": other, "role": "PART", "effectiveOn": on.isoformat()}
        await self.send("administrator", "addDependency", given)
        self._say("depends", (code, other), None, on)

    # systems

    async def create_system(self, code: str, on: date, declared: int) -> None:
        given = {"code": code, "titleZh": f"{code}标准体系", "issuedOn": on.isoformat(), "declared": declared}
        await self.send("administrator", "createSystem", given)
        self._say("system", (code,), System(code, declared, on), None)

    async def declare(self, code: str, declared: int, on: date | None) -> None:
        """From a day on or, without one, as a correction."""
        when = {"correction": True} if on is None else {"effectiveOn": on.isoformat()}
        await self.send("steward", "changeSystem", {"system": self._system(code), "declared": declared, **when})
        self._restate("system", code, on, declared=declared)

    async def rename_system(self, code: str, now: str) -> None:
        await self.send("steward", "changeSystem", {"system": self._system(code), "newCode": now})
        self.present.rename(code, now)

    async def close_system(self, code: str, on: date) -> int:
        given = {"system": self._system(code), "effectiveOn": on.isoformat()}
        told = await self.send("steward", "closeSystem", given)
        self._say("retired", ("StandardsSystem", code), None, on)
        for fact in self._open("subsystem"):
            if fact.key[0].startswith(f"{code}/") and not self._is_retired(fact.key[0]):
                self._say("retired", ("Subsystem", fact.key[0]), None, on)
        return int(told["change"]["sequence"])

    def _restate(self, kind: str, key: str, on: date | None, **values: Any) -> None:
        """A thing says something else from a day on; without one it did so ever since it says what it says now."""
        (fact,) = [one for one in self._open(kind) if one.key == (key,)]
        value = fact.value if kind == "priority" else _with(fact.value, values)
        value = values.get("priority", value)
        if on is None:
            self.ledger.correct(fact, self.clock.now)
            self._say(kind, (key,), value, fact.since)
        else:
            self._end(kind, (key,), on)
            self._say(kind, (key,), value, on)

    # subsystems; each is known here as "SYSTEM/CODE" by the codes that it had first

    async def create_subsystems(self, system: str, rows: Sequence[tuple[str, str | None]], on: date) -> list[int]:
        """Codes, each with what it is part of."""
        given = [
            {
                "system": self._system(system),
                "code": code,
                "parent": parent,
                "titleZh": f"{code}分体系",
                "effectiveOn": on.isoformat(),
            }
            for code, parent in rows
        ]
        told = await self.send_all("steward", "createSubsystem", given)
        sequences = []
        for (code, parent), outcome in zip(rows, told, strict=True):
            sequences.append(self._begin(outcome))
            key = f"{system}/{code}"
            self._say("subsystem", (key,), f"{code}分体系", on)
            self._place(key, f"{system}/{parent}" if parent else None)
        return sequences

    def _place(self, key: str, whole: str | None, on: date | None = None) -> None:
        """Last among its siblings, from a day on or, of a new one, for as long as it is there."""
        for place, one in enumerate([*(one for one in self._parts(key, whole) if one != key), key]):
            self.present.places[one] = place
        self._say("part of", (key,), (whole, 0), on)

    def _parts(self, key: str, whole: str | None) -> list[str]:
        system = key.partition("/")[0]
        found = [
            fact.key[0]
            for fact in self._open("part of")
            if fact.value[0] == whole and fact.key[0].startswith(f"{system}/") and not self._is_retired(fact.key[0])
        ]
        return sorted(found, key=lambda one: self.present.places[one])

    def _leave(self, key: str, on: date) -> None:
        (fact,) = [one for one in self._open("part of") if one.key == (key,)]
        self.ledger.correct(fact, self.clock.now)
        if fact.since is None or fact.since < on:
            self._say("part of", (key,), (fact.value[0], self.present.places[key]), fact.since, on)

    def _is_retired(self, key: str) -> bool:
        return any(fact.key == ("Subsystem", key) for fact in self._open("retired"))

    async def move_subsystem(self, key: str, whole: str | None, on: date) -> int:
        given = {"parent": whole and self._code(whole), "effectiveOn": on.isoformat()}
        told = await self.send("steward", "moveSubsystem", {**self._named(key), **given})
        self._leave(key, on)
        self._place(key, whole, on)
        return int(told["change"]["sequence"])

    async def rename_subsystem(self, key: str, code: str) -> None:
        await self.send("steward", "changeSubsystem", {**self._named(key), "newCode": code})
        self.present.rename(key, f"{key.partition('/')[0]}/{code}")

    async def retire_subsystem(self, key: str, into: str, on: date) -> int:
        """Its items, parts and demands go over."""
        parts = self._parts(key, key)
        given = {"into": self._code(into), "effectiveOn": on.isoformat()}
        told = await self.send("steward", "retireSubsystem", {**self._named(key), **given})
        sequence = int(told["change"]["sequence"])
        for fact in [one for one in self._open("listing") if one.key[1] == key]:
            self._end("listing", fact.key, on)
            if not self._lists(fact.key[0], into):
                self._say("listing", (fact.key[0], into), fact.value, on)
        for part in parts:
            self._leave(part, on)
            self._place(part, into, on)
        demands = [one for one in self._open("demand") if one.value[0] == key]
        found = await self._demands(into)
        for fact in demands:
            self._end("demand", fact.key, on)
            made = found[fact.value[1]]
            if made not in {one.key[0] for one in self._open("demand")}:
                self._say("demand", (made,), (into, fact.value[1]), on)
                self._say("priority", (made,), self._priority(fact.key[0]), None)
        self._say("retired", ("Subsystem", key), None, on)
        return sequence

    def _lists(self, standard: str, subsystem: str) -> bool:
        return any(one.key == (standard, subsystem) for one in self._open("listing"))

    def _priority(self, demand: str) -> str | None:
        priority: str | None = next(one.value for one in self._open("priority") if one.key == (demand,))
        return priority

    async def _demands(self, subsystem: str) -> dict[str, str]:
        """The ids of the demands of a subsystem that have no term, by category."""
        document = "query ($s: String!, $c: String!) { subsystem(system: $s, code: $c) { demands { id until productCategory { code } } } }"
        named = self._named(subsystem)
        found = (await self.actor.data(document, s=named["system"], c=named["code"]))["subsystem"]["demands"]
        return {one["productCategory"]["code"]: key_of(one["id"]) for one in found if one["until"] is None}

    # demands, targets, columns

    async def demand(self, subsystem: str, category: str, priority: str, on: date) -> None:
        named = self._cell(subsystem, category)
        given = {**named, "priority": priority, "effectiveOn": on.isoformat()}
        told = await self.send("steward", "addDemand", given)
        key = key_of(told["demand"]["id"])
        self._say("demand", (key,), (subsystem, category), on)
        self._say("priority", (key,), priority, None)

    async def change_priority(self, subsystem: str, category: str, priority: str, on: date) -> int:
        given = {**self._cell(subsystem, category), "priority": priority, "effectiveOn": on.isoformat()}
        told = await self.send("steward", "changeDemand", given)
        self._restate("priority", key_of(told["demand"]["id"]), on, priority=priority)
        return int(told["change"]["sequence"])

    async def withdraw_demand(self, subsystem: str, category: str, on: date) -> None:
        given = {**self._cell(subsystem, category), "effectiveOn": on.isoformat()}
        told = await self.send("steward", "withdrawDemand", given)
        self._end("demand", (key_of(told["demand"]["id"]),), on)

    async def aim(self, system: str, required: int, by: date, on: date, levels: tuple[str, ...] = ()) -> str:
        given = {"statement": f"发布{required}项以上", "counts": "PUBLISHED", "operator": ">=", "required": required}
        dated = {"by": by.isoformat(), "levels": list(levels), "effectiveOn": on.isoformat()}
        told = await self.send("steward", "addTarget", {"system": self._system(system), **given, **dated})
        key = key_of(told["target"]["id"])
        self._say("target", (key,), Target(key, "PUBLISHED", required, by, levels), None)
        self._say("aims at", (system, key), None, on)
        return key

    async def change_target(self, system: str, target: str, required: int, on: date | None) -> int:
        when = {"correction": True} if on is None else {"effectiveOn": on.isoformat()}
        given = {"system": self._system(system), "target": target, "required": required, **when}
        told = await self.send("steward", "changeTarget", given)
        self._restate("target", target, on, required=required)
        return int(told["change"]["sequence"])

    async def withdraw_target(self, system: str, target: str, on: date) -> None:
        given = {"system": self._system(system), "target": target, "effectiveOn": on.isoformat()}
        await self.send("steward", "withdrawTarget", given)
        self._say("retired", ("Target", target), None, on)

    async def watch(self, system: str, category: str, on: date) -> None:
        given = {"system": self._system(system), "productCategory": category, "effectiveOn": on.isoformat()}
        await self.send("steward", "addCoverageColumn", given)
        self._say("watches", (system, category), None, on)

    async def watch_no_longer(self, system: str, category: str, on: date) -> None:
        given = {"system": self._system(system), "productCategory": category, "effectiveOn": on.isoformat()}
        await self.send("steward", "removeCoverageColumn", given)
        self._end("watches", (system, category), on)

    # standards, known here by plan number or number

    async def register(self, who: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Items, drafts and published standards; relations hold since the stage was entered, those of published ones since today."""
        told = await self.send_all(who, "registerStandard", rows)
        for row, outcome in zip(rows, told, strict=True):
            self._begin(outcome)
            key = key_of(outcome["standard"]["id"])
            self.names[row.get("planNumber") or row["number"]] = key
            published = _day(row.get("publishedOn"))
            entered = published or _day(row["effectiveOn"])
            facts: dict[str, Any] = {"stage": row.get("stage", "60.60")}
            if published is not None:
                facts |= {"published_on": published, "in_force_on": _day(row.get("inForceOn")), "number": row["number"]}
            self._say(
                "standard",
                (key,),
                {"level": "NATIONAL", "nature": "RECOMMENDED", "due_on": _day(row.get("projectDueOn"))},
                None,
            )
            self._say("stage", (key, str(self.ledger.change)), facts, entered)
            since = self.clock.today if published is not None else entered
            for code in row.get("committees", ()):
                self._say("owned by", (key, code), None, since)
            for code in row.get("productCategories", ()):
                self._say("applies to", (key, code), None, since)

    async def list_items(self, rows: Sequence[tuple[str, str]], on: date) -> None:
        """Standards, each with a subsystem."""
        given = [{"standard": self.names[one], **self._at(place), "effectiveOn": on.isoformat()} for one, place in rows]
        for (one, place), outcome in zip(rows, await self.send_all("steward", "listStandard", given), strict=True):
            self._begin(outcome)
            self._say("listing", (self.names[one], place), STATED, on)

    async def unlist(self, name: str, place: str, on: date) -> int:
        given = {"standard": self.names[name], **self._at(place), "effectiveOn": on.isoformat()}
        told = await self.send("steward", "unlistStandard", given)
        self._end("listing", (self.names[name], place), on)
        return int(told["change"]["sequence"])

    async def move_item(self, name: str, place: str, into: str, on: date) -> int:
        given = {"standard": self.names[name], **self._at(place), "into": self._code(into)}
        told = await self.send("steward", "moveItem", {**given, "effectiveOn": on.isoformat()})
        self._end("listing", (self.names[name], place), on)
        self._say("listing", (self.names[name], into), STATED, on)
        return int(told["change"]["sequence"])

    async def advance(self, name: str, stage: str, on: date, **given: Any) -> int:
        """Another stage; a published one with its number and its day of entering into force."""
        asked = {"standard": self.names[name], "to": stage, "effectiveOn": on.isoformat(), **given}
        told = await self.send("secretariat", "advanceStandard", asked)
        facts: dict[str, Any] = {"stage": stage}
        if stage == "60.60":
            facts |= {"published_on": on, "number": given["number"], "in_force_on": _day(given.get("inForceOn"))}
        if stage == "95.99":
            facts |= {"withdrawn_on": on}
        sequence = int(told["change"]["sequence"])
        self._say("stage", (self.names[name], str(sequence)), facts, on)
        return sequence

    def stage_of(self, name: str) -> str:
        """The stage that a standard has entered last."""
        stages = [one for one in self.ledger.believed("stage", None) if one.key[0] == self.names[name]]
        stage: str = max(stages, key=lambda one: one.since or date.min).value["stage"]
        return stage

    async def abandon(self, name: str, stage: str, on: date) -> None:
        given = {"standard": self.names[name], "effectiveOn": on.isoformat()}
        told = await self.send("secretariat", "abandonStandard", given)
        self._say("stage", (self.names[name], str(told["change"]["sequence"])), {"stage": f"{stage}.98"}, on)

    async def supersede(self, name: str, successor: str, since: date) -> None:
        given = {"standard": self.names[name], "successor": self.names[successor], "since": since.isoformat()}
        await self.send("secretariat", "supersedeStandard", given)
        self._say("replaces", (self.names[successor], self.names[name]), "WHOLE", since)

    async def transfer(self, name: str, receiver: str, former: str, committee: str, on: date) -> None:
        """Offered by one committee, accepted by another."""
        given = {"standard": self.names[name], "effectiveOn": on.isoformat()}
        await self.send("secretariat", "transferStandard", {**given, "toCommittee": committee})
        await self.send(receiver, "acceptTransfer", given)
        self._end("owned by", (self.names[name], former), on)
        self._say("owned by", (self.names[name], committee), None, on)

    async def split(self, name: str, parts: Sequence[str], on: date) -> None:
        """The item ends; its parts stand where it stood, in its stage."""
        key = self.names[name]
        given = [{"title": f"{part}部分", "planNumber": part} for part in parts]
        told = await self.send(
            "secretariat", "splitItem", {"standard": key, "parts": given, "effectiveOn": on.isoformat()}
        )
        stages = [one for one in self.ledger.believed("stage", None) if one.key[0] == key]
        last = max(stages, key=lambda one: one.since or date.min)
        facts = next(one.value for one in self.ledger.believed("standard", None) if one.key == (key,))
        ids = await self._ids(parts)
        for part in ids:
            self._say("standard", (part,), facts, None)
            self._say("stage", (part, str(told["change"]["sequence"])), last.value, last.since)
            for kind in ("listing", "owned by", "applies to"):
                for fact in [one for one in self._open(kind) if one.key[0] == key]:
                    self._say(kind, (part, fact.key[1]), fact.value, on)
        ended = {"stage": f"{last.value['stage'][:2]}.98"}
        self._say("stage", (key, str(told["change"]["sequence"])), ended, on)
        self.names |= dict(zip(parts, ids, strict=True))

    async def _ids(self, numbers: Sequence[str]) -> list[str]:
        document = "query ($number: String!) { standard(number: $number) { id } }"
        return [key_of((await self.actor.data(document, number=one))["standard"]["id"]) for one in numbers]

    # editions

    async def revise(self, old: str, new: str, on: date, declared: int) -> None:
        """All that is on the plan goes over, with demands, columns and targets."""
        given = {"system": self._system(old), "code": new, "titleZh": f"{new}标准体系", "issuedOn": on.isoformat()}
        await self.send("steward", "reviseSystem", {**given, "declared": declared, "withTargets": True})
        self._say("system", (new,), System(new, declared, on), None)
        self._copy_parts(old, new, None, on)
        for fact in self._open("listing"):
            if (copy := self._copy(fact.key[1], old, new)) is not None:
                self._say("listing", (fact.key[0], copy), fact.value, on)
        for fact in self._open("watches"):
            if fact.key[0] == old:
                self._say("watches", (new, fact.key[1]), None, on)
        for fact in self._open("demand"):
            if (copy := self._copy(fact.value[0], old, new)) is not None:
                made = (await self._demands(copy))[fact.value[1]]
                self._say("demand", (made,), (copy, fact.value[1]), on)
                self._say("priority", (made,), self._priority(fact.key[0]), None)
        document = "query ($code: String!) { system(code: $code) { targets { id } } }"
        told = (await self.actor.data(document, code=new))["system"]["targets"]
        aims = [one.key[1] for one in self._open("aims at") if one.key[0] == old]
        gone = {one.key[1] for one in self._open("retired") if one.key[0] == "Target"}
        went = sorted(one for one in aims if one not in gone)
        for target, made in zip(went, [key_of(one["id"]) for one in told], strict=True):
            value = next(one.value for one in self._open("target") if one.key == (target,))
            self._say("target", (made,), value, None)
            self._say("aims at", (new, made), None, on)

    def _copy_parts(self, old: str, new: str, whole: str | None, on: date) -> None:
        for part in self._parts(f"{old}/", whole):
            copy = f"{new}/{self._code(part)}"
            (title,) = [fact.value for fact in self._open("subsystem") if fact.key == (part,)]
            self._say("subsystem", (copy,), title, on)
            parent = None if whole is None else f"{new}/{self._code(whole)}"
            self._place(copy, parent)
            self._copy_parts(old, new, part, on)

    def _copy(self, key: str, old: str, new: str) -> str | None:
        if not key.startswith(f"{old}/") or self._is_retired(key):
            return None
        return f"{new}/{self._code(key)}"

    # codes as they are now

    def _system(self, code: str) -> str:
        return self.present.system(code)

    def _code(self, key: str) -> str:
        return self.present.subsystem(key).partition("/")[2]

    def _named(self, key: str) -> dict[str, str]:
        system, _, code = self.present.subsystem(key).partition("/")
        return {"system": system, "code": code}

    def _at(self, key: str) -> dict[str, str]:
        named = self._named(key)
        return {"system": named["system"], "subsystem": named["code"]}

    def _cell(self, subsystem: str, category: str) -> dict[str, str]:
        return {**self._at(subsystem), "productCategory": category}


def _with(value: System | Target, values: Mapping[str, Any]) -> System | Target:
    return replace(value, **values)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
