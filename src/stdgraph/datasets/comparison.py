"""Which rows of a dataset state something else than before: what is read is compared with the statements that are stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stdgraph.datasets.contradictions import Contradiction
from stdgraph.datasets.resolution import ChangedRow
from stdgraph.datasets.statements import HELD, LABELS, Statement, parse_content, statement_id
from stdgraph.datasets.stored import (
    KEYS_AT_A_TIME,
    Reader,
    StatementRow,
    batches,
    contents,
    count_statements_of,
    locals_of,
    statements_by_id,
)

Externals = Mapping[tuple[str, str], str]
"""The nodes of the catalogue that a dataset names without stating them, by label and name."""


@dataclass(slots=True)
class Comparison:
    """The rows of a dataset that changed."""

    changed: dict[str, dict[str, ChangedRow]] = field(default_factory=lambda: {label: {} for label in LABELS})
    """By label and the statement's id."""
    gone: dict[str, dict[str, str | None]] = field(default_factory=lambda: {label: {} for label in LABELS})
    """The statements that are to be taken away, with their nodes."""
    unchanged: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    vanished: dict[str, list[str]] = field(default_factory=lambda: {label: [] for label in LABELS})
    """What the dataset no longer states, by the names it had there."""
    size: int = 0
    """Bytes of what changed."""
    suspicious: list[tuple[StatementRow, str]] = field(default_factory=list)
    """Rows whose number is another one than before, with the new one."""

    @property
    def count(self) -> int:
        """How many rows changed or are to be taken away."""
        return sum(map(len, self.changed.values())) + sum(map(len, self.gone.values()))


async def compare(
    reader: Reader, dataset: str, stated: Iterable[Statement], externals: Externals, *, whole: bool, all_changed: bool
) -> Comparison:
    """What changed. ``whole``: the statements are all that the dataset states; ``all_changed``: each counts as changed, because
    what the catalogue follows depends on more than the statements."""
    found = Comparison()
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for batch in batches(stated, KEYS_AT_A_TIME):
        names = [statement_id(dataset, one.label, one.local) for one in batch]
        names += [statement_id(dataset, one.label, one.renamed_from) for one in batch if one.renamed_from]
        stored = await statements_by_id(reader, names)
        for one in batch:
            seen[one.label].add(one.local)
            _compare_one(found, dataset, with_externals(one, externals), stored, externals, all_changed=all_changed)
    if whole:
        counts = await count_statements_of(reader, dataset)
        for label, count in counts.items():
            await _find_vanished(reader, found, dataset, label, count, seen[label])
    return found


def with_externals(statement: Statement, externals: Externals) -> Statement:
    """The statement with the nodes of the catalogue that it names in place of their names, marked by ``HELD``."""
    if not any((link.label, link.name) in externals for link in statement.links):
        return statement
    links = tuple(
        replace(link, name=f"{HELD}{externals[link.label, link.name]}")
        if (link.label, link.name) in externals
        else link
        for link in statement.links
    )
    return replace(statement, links=links)


def _compare_one(
    found: Comparison,
    dataset: str,
    one: Statement,
    stored: Mapping[str, StatementRow],
    externals: Externals,
    *,
    all_changed: bool,
) -> None:
    ref = statement_id(dataset, one.label, one.local)
    before = stored.get(ref)
    if before is not None and before["digest"] == one.digest and not all_changed:
        found.unchanged[one.label] += 1
        return
    former = before
    if before is None and one.renamed_from:
        old = statement_id(dataset, one.label, one.renamed_from)
        former = stored.get(old)
        if former is not None:
            found.gone[one.label][old] = None
    external = externals.get((one.label, one.local))
    bound = external or (former["node"] if former is not None else None) or None
    confidence, title = one.properties.get("confidence"), one.properties.get("titleZh")
    found.changed[one.label][ref] = ChangedRow(
        ref,
        one.local,
        one.identity,
        one.plan,
        str(confidence) if confidence else None,
        bound,
        str(title) if title else None,
        stored=before is not None,
        external=external is not None,
    )
    found.size += len(one.content)
    if former is not None and one.label == "Standard":
        number = one.identity or one.plan
        old_number = former["identity"] if one.identity else former["plan"]
        if number and old_number and number != old_number:
            found.suspicious.append((former, number))


async def _find_vanished(
    reader: Reader, found: Comparison, dataset: str, label: str, count: int, seen: set[str]
) -> None:
    renamed = {ref.split(":", 2)[2] for ref in found.gone[label]}
    fresh = sum(1 for row in found.changed[label].values() if row.node is None)
    if count == len(seen) - fresh and not renamed:
        return
    stored = await locals_of(reader, dataset, label)
    found.vanished[label] = sorted(set(stored) - seen - renamed)


async def transformed(reader: Reader, comparison: Comparison, stated: Iterable[Statement]) -> list[Contradiction]:
    """What would turn one thing into another: rows whose number and system both change under one id."""
    suspects = {row["local"]: row for row, _ in comparison.suspicious}
    if not suspects:
        return []
    old = await contents(reader, [row["id"] for row in suspects.values()])
    problems: list[Contradiction] = []
    for new in stated:
        row = suspects.get(new.renamed_from or new.local) if new.label == "Standard" else None
        if row is None or row["id"] not in old:
            continue
        before = parse_content("Standard", row["local"], old[row["id"]]["content"])
        was, now = set(_systems(before)), set(_systems(new))
        if was and now and not was & now:
            ref = statement_id(row["dataset"], "Standard", new.local)
            problems.append(Contradiction(_turned(new.local, before, was, new, now), frozenset({ref})))
    return problems


def _systems(statement: Statement) -> Iterator[str]:
    for link in statement.links:
        if link.type == "LISTED_IN":
            yield (link.held or link.name).partition("/")[0]


def _turned(local: str, before: Statement, was: set[str], new: Statement, now: set[str]) -> str:
    return (
        f"standard {local}: the catalogue knows it as {_named(before, was)}, the dataset now calls {_named(new, now)} so "
        "(expected another id, or another dataset name in dataset.yaml)"
    )


def _named(statement: Statement, systems: Sequence[str] | set[str]) -> str:
    number = statement.properties.get("number") or statement.properties.get("planNumber")
    title = statement.properties.get("titleZh") or statement.properties.get("titleEn")
    named = " ".join(str(one) for one in (number, f"《{title}》" if title else None) if one)
    return f"{named} in {', '.join(sorted(systems))}"
