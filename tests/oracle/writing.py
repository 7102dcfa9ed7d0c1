"""Writes a catalogue of records as a seed folder and fills in what they leave out: titles, numbers, one source."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import yaml

from stdgraph.store.plan_cypher import OWN_DAYS
from stdgraph.store.session import Transaction
from stdgraph.store.transaction import mark_structure_changed
from tests.oracle.records import Dated, Demand, Replacement, Standard, System, Target, World
from tests.oracle.spans import Stated

KEYS = {"Standard": "id", "Subsystem": "id", "Demand": "id", "Target": "id"}
PROVENANCE = {"source": "reading p. 1", "confidence": "known", "note": ""}


def write_world(world: World, folder: Path) -> None:
    """Writes the catalogue; standards and replacements stand in the folder of the first system, `circles` nowhere."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, "sources", [{"id": "reading", "title": "读物", "url": "", "note": ""}])
    _write(folder, "committees", [_committee(code, parent) for code, parent in world.committees.items()])
    _write(folder, "product-categories", [_category(code, parents) for code, parents in world.categories.items()])
    _write(
        folder,
        "dependencies",
        [{"product": d.product, "depends_on": d.depends_on, "role": "input", **PROVENANCE} for d in world.dependencies],
    )
    _write(folder, "claims", _claims(world))
    _write(folder, "referenced", [_referenced(s) for s in world.standards if s.named])
    for system in world.systems:
        _write_system(world, system, folder / system.code)


def _write_system(world: World, system: System, home: Path) -> None:
    home.mkdir(exist_ok=True)
    first = system == world.systems[0]
    (home / "system.yaml").write_text(yaml.safe_dump(_head(system), allow_unicode=True), encoding="utf-8")
    _write(
        home,
        "subsystems",
        [
            {
                "code": s.code,
                "parent": s.parent or "",
                **_titles(s.code),
                "title_zh": s.title,
                **PROVENANCE,
                "confidence": "derived" if s.derived else "known",
            }
            for s in world.subsystems
            if s.system == system.code
        ],
    )
    _write(home, "standards", [_standard(s) for s in world.standards if first and not s.named])
    _write(
        home,
        "listings",
        [
            {
                "standard": entry.standard,
                "subsystem": code,
                "item_number": "",
                "membership": (entry.membership or "").lower(),
                "note": "",
                "from": _day(entry.since),
                "until": _day(entry.until),
            }
            for entry in world.listings
            if (code := _local(entry.subsystem, system)) is not None
        ],
    )
    _write(home, "replacements", _replacements(world) if first else [])
    _write(home, "references", _references(world) if first else [])
    _write(
        home,
        "demands",
        [
            {
                "id": d.id,
                "subsystem": code,
                "category": d.category,
                "priority": (d.priority or "").lower(),
                "on": _day(d.on),
                "until": _day(d.until),
                **PROVENANCE,
                "confidence": "derived" if d.derived else "known",
            }
            for d in world.demands
            if (code := _local(d.subsystem, system)) is not None
        ],
    )


def _head(system: System) -> dict[str, object]:
    return {
        "code": system.code,
        **_titles(system.code),
        "issuer": "部",
        "document_number": "",
        "issued_on": system.issued_on or "",
        "announced_on": system.announced_on or "",
        "declared": system.declared or "",
        "horizon": "",
        "source": ["reading p. 1"],
        "confidence": "known",
        "note": "",
        "watches": list(system.watched),
        "targets": [_target(target) for target in system.targets],
    }


def _target(target: Target) -> dict[str, object]:
    return {
        "id": target.id,
        "statement": f"到2026年{target.required}项以上",
        "measure": "new standards",
        "counts": (target.counts or "").lower(),
        "operator": ">=",
        "required": "" if target.required is None else target.required,
        "by": target.by or "",
        "levels": [level.lower() for level in target.levels],
        "baseline": target.baseline or "",
    }


def _committee(code: str, parent: str | None) -> dict[str, str]:
    rest = {"level": "national", "secretariat": "", "members": ""}
    return {"code": code, **_titles(code), "parent": parent or "", **rest, **PROVENANCE}


def _category(code: str, parents: tuple[str, ...]) -> dict[str, str]:
    return {"code": code, **_titles(code), "kind": "product", "parent": "|".join(parents), "aliases": "", **PROVENANCE}


def _claims(world: World) -> list[dict[str, str]]:
    return [
        {
            "id": f"C{number:03}",
            "subject_type": claim.subject_type,
            "subject": claim.subject,
            "field": claim.field,
            "value": claim.value,
            "chosen": "yes" if claim.chosen else "",
            **PROVENANCE,
        }
        for number, claim in enumerate(world.claims)
    ]


def _referenced(standard: Standard) -> dict[str, str]:
    return {
        "id": standard.id,
        "number": standard.number or "",
        "level": (standard.level or "").lower(),
        "stage": standard.stage,
        "published_on": _day(standard.published_on),
        "in_force_on": _day(standard.in_force_on),
        "withdrawn_on": _day(standard.withdrawn_on),
        **PROVENANCE,
    }


def _standard(standard: Standard) -> dict[str, str]:
    return {
        "id": standard.id,
        "number": standard.number or "",
        "printed_number": "",
        **_titles(standard.id),
        "level": (standard.level or "").lower(),
        "nature": (standard.nature or "").lower(),
        "stage": standard.stage,
        "stage_on": _day(standard.stage_on),
        "due_on": _day(standard.due_on),
        "published_on": _day(standard.published_on),
        "in_force_on": _day(standard.in_force_on),
        "withdrawn_on": _day(standard.withdrawn_on),
        "plan_number": "",
        "committees": "|".join(standard.committees),
        "owner_basis": "stated" if standard.committees else "",
        "ics": "",
        "ccs": "",
        "adopts": "|".join(adopted for adopted, _ in standard.adopts),
        "adoption_degree": "|".join(degree for _, degree in standard.adopts if degree),
        "amends": "|".join(standard.amends),
        "product_categories": "|".join(standard.categories),
        **PROVENANCE,
    }


def _replacements(world: World) -> list[dict[str, str]]:
    closing = circles(world)
    return [
        {
            "successor": r.successor,
            "predecessor": r.predecessor,
            "extent": r.extent.lower(),
            "since": _day(r.since),
            **PROVENANCE,
        }
        for r in world.replacements
        if r not in closing
    ]


def _references(world: World) -> list[dict[str, str]]:
    return [
        {"standard": r.standard, "refers_to": r.refers_to, "normative": "yes" if r.normative else "", **PROVENANCE}
        for r in world.references
    ]


def circles(world: World) -> list[Replacement]:
    """The replacements that would close a circle with those before them: a seed has none, an old catalogue may."""
    above: dict[str, set[str]] = {}
    found = []
    for replacement in world.replacements:
        successors = {replacement.successor} | above.get(replacement.successor, set())
        if replacement.predecessor in successors:
            found.append(replacement)
            continue
        for code in [replacement.predecessor, *(c for c, over in above.items() if replacement.predecessor in over)]:
            above.setdefault(code, set()).update(successors)
    return found


def _titles(name: str) -> dict[str, str]:
    return {"title_zh": f"{name}号", "title_en": f"Item {name}"}


def _local(subsystem: str, system: System) -> str | None:
    home, _, code = subsystem.partition("/")
    return code if home == system.code else None


def _day(day: Stated | None) -> str:
    return str(day) if day else ""


# An empty file still needs its header, so the columns stand here and not only in the rows.
_COMMON = "source confidence note"
COLUMNS = {
    "sources": "id title url note",
    "committees": f"code title_zh title_en parent level secretariat members {_COMMON}",
    "product-categories": f"code title_zh title_en kind parent aliases {_COMMON}",
    "dependencies": f"product depends_on role {_COMMON}",
    "claims": "id subject_type subject field value chosen confidence source note",
    "referenced": f"id number level stage published_on in_force_on withdrawn_on {_COMMON}",
    "subsystems": f"code parent title_zh title_en {_COMMON}",
    "standards": "id number printed_number title_zh title_en level nature stage stage_on due_on published_on "
    "in_force_on withdrawn_on plan_number committees owner_basis ics ccs adopts adoption_degree amends product_categories "
    f"{_COMMON}",
    "listings": "standard subsystem item_number membership note from until",
    "replacements": f"successor predecessor extent since {_COMMON}",
    "references": f"standard refers_to normative {_COMMON}",
    "demands": f"id subsystem category priority on until {_COMMON}",
}


def _write(folder: Path, name: str, rows: Iterable[dict[str, str]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS[name].split(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


LABELS = {
    "PART_OF": ("Subsystem", "Subsystem"),
    "KIND_OF": ("ProductCategory", "ProductCategory"),
    "SUBCOMMITTEE_OF": ("Committee", "Committee"),
    "WATCHES": ("StandardsSystem", "ProductCategory"),
    "AIMS_AT": ("StandardsSystem", "Target"),
}


async def move_world(tx: Transaction, world: World) -> None:
    """Write what things were, are and will be tied to, in place of what their rows state, and when subsystems were made: a seed folder
    says nothing of these days."""
    for subsystem in world.subsystems:
        if subsystem.created_on is not None:
            await tx.run(
                "MATCH (x:Subsystem {id: $id}) SET x.createdOn = $on", id=subsystem.id, on=subsystem.created_on
            )
    await tx.run(OWN_DAYS)
    for (kind, start), ties in world.ties.items():
        label, end = LABELS[kind]
        here = f"MATCH (a:{label} {{{KEYS.get(label, 'code')}: $start}})"
        await tx.run(f"{here}-[r:{kind}]->() DELETE r", start=start)
        for tie in ties:
            system = start.partition("/")[0]
            there = (
                f"MATCH (b:{end} {{{KEYS.get(end, 'code')}: $end}})"
                if tie.end
                else "MATCH (b:StandardsSystem {code: $end})"
            )
            far = system if tie.end is None else f"{system}/{tie.end}" if kind == "PART_OF" else tie.end
            past = "WAS_" if tie.wrong or tie.until is not None else ""
            await tx.run(
                f"{here} {there} CREATE (a)-[r:{past}{kind}]->(b) SET r.from = $since, r.until = $until, r.place = $place, "
                "r.retracted = CASE WHEN $wrong THEN datetime('2026-01-01T00:00:00Z') ELSE null END",
                start=start,
                end=far,
                since=tie.since,
                until=tie.until,
                wrong=tie.wrong,
                place=tie.place if kind == "PART_OF" else None,
            )
    await mark_structure_changed(tx)


async def write_pasts(tx: Transaction, world: World) -> None:
    """Write what systems, targets and demands were before, and something else that is believed no longer: a seed folder tells neither."""
    for (label, key), were in world.earlier.items():
        thing = f"MATCH (n:{label} {{{KEYS.get(label, 'code')}: $key}})"
        since = None
        for until, was in were:
            wrong = "CREATE (n)-[v:WAS]->(n) SET v.retracted = datetime('2026-01-01T00:00:00Z'), v.until = $until, v.declared = 77"
            said = "CREATE (n)-[w:WAS]->(n) SET w = $said, w.from = $since, w.until = $until SET n.statedFrom = $until"
            await tx.run(f"{thing} {wrong} {said}", key=key, said=_said(was), since=since, until=until)
            since = until
    await tx.run(OWN_DAYS)
    await mark_structure_changed(tx)


def _said(thing: Dated) -> dict[str, object]:
    """The properties of which the past is kept."""
    if isinstance(thing, System):
        return {"declared": thing.declared, "issuedOn": thing.issued_on, "announcedOn": thing.announced_on}
    if isinstance(thing, Demand):
        return {"priority": thing.priority}
    stated = {**_target(thing), "counts": thing.counts, "required": thing.required, "levels": list(thing.levels)}
    return {
        **{name: value for name, value in stated.items() if name != "id"},
        "by": thing.by,
        "baseline": thing.baseline,
    }


async def retire_world(tx: Transaction, world: World) -> None:
    """Take off the plan what left it in the world: a seed folder says nothing of that."""
    for (label, key), day in world.retired.items():
        await tx.run(f"MATCH (n:{label} {{{KEYS.get(label, 'code')}: $key}}) SET n.retiredOn = $day", key=key, day=day)
    await mark_structure_changed(tx)
