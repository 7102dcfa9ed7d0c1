"""What a load does, or would do: counts by label, and of each kind of change as many as a person may read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from stdgraph.datasets.contradictions import Contradiction
from stdgraph.datasets.follow import Conflict
from stdgraph.datasets.node_changes import FieldChange
from stdgraph.datasets.statements import LABELS, text_of

MAX_DETAILS = 1000
"""Changes of each kind that are kept one by one; all are counted."""


@dataclass(frozen=True, slots=True)
class ReportedThing:
    """A thing that a load creates, retires or brings back."""

    label: str
    key: str
    title: str | None


@dataclass(frozen=True, slots=True)
class ReportedField:
    """A field that a load changes."""

    label: str
    key: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ReportedConflict:
    """A field of which datasets, or people, say different things."""

    label: str
    key: str
    field: str
    stated: Mapping[str, str]
    followed: str | None


@dataclass(slots=True)
class LoadReport:
    """The result of a load, by label: things created, updated, unchanged, and no longer stated."""

    dataset: str = "seed"
    created: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    updated: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    unchanged: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    vanished: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict.fromkeys(LABELS, ()))
    """What the dataset no longer states, by the names it had there."""
    retired: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    new_things: Sequence[ReportedThing] = ()
    retired_things: Sequence[ReportedThing] = ()
    changes: Sequence[ReportedField] = ()
    conflicts: Sequence[ReportedConflict] = ()
    conflict_count: int = 0
    refused: Sequence[str] = ()
    """Why the load would be refused; a load that is not a dry run raises instead."""
    contradictions: Sequence[Contradiction] = ()
    """Those of the reasons that would not be there without some row or relationship."""
    linked: Mapping[str, int] = field(default_factory=dict)
    """Relationships that are made, by type."""
    unlinked: Mapping[str, int] = field(default_factory=dict)
    """Relationships that end, by type."""
    revision: int | None = None
    """The catalogue's revision after a load that changed something."""
    load: str | None = None
    """The id of the load, where it changed something."""

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return self.revision is not None

    def labels(self) -> list[dict[str, Any]]:
        """The counts, a row a label."""
        return [
            {
                "label": label,
                "created": self.created[label],
                "updated": self.updated[label],
                "unchanged": self.unchanged[label],
                "vanished": len(self.vanished.get(label, ())),
                "retired": self.retired[label],
            }
            for label in self.created
        ]

    def document(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {
            "changed": self.changed,
            "revision": self.revision,
            "load": self.load,
            "labels": self.labels(),
            "vanished": {label: list(keys) for label, keys in self.vanished.items() if keys},
            "created": [asdict(one) for one in self.new_things],
            "changes": [asdict(one) for one in self.changes],
            "retired": [asdict(one) for one in self.retired_things],
            "conflicts": [{**asdict(one), "stated": dict(one.stated)} for one in self.conflicts],
            "relationships": {"made": dict(self.linked), "ended": dict(self.unlinked)},
            "conflictCount": self.conflict_count,
            "refused": list(self.refused),
        }

    def outcome(self) -> dict[str, Any]:
        """The counts, for the feed and the list of loads."""
        counts = {"created": self.created, "updated": self.updated, "retired": self.retired}
        found = {name: {label: n for label, n in by.items() if n} for name, by in counts.items()}
        conflicts = {"conflicts": self.conflict_count} if self.conflict_count else {}
        return {"dataset": self.dataset, **{name: by for name, by in found.items() if by}, **conflicts}


class ReportBuilder:
    """Gathers what a load does."""

    def __init__(self, dataset: str) -> None:
        self._dataset = dataset
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._vanished: dict[str, tuple[str, ...]] = {}
        self._new: list[ReportedThing] = []
        self._retired: list[ReportedThing] = []
        self._fields: list[ReportedField] = []
        self._conflicts: list[ReportedConflict] = []
        self._conflict_count = 0
        self._linked: Counter[str] = Counter()
        self._unlinked: Counter[str] = Counter()
        self.refused: list[str] = []
        self.contradictions: list[Contradiction] = []

    def unchanged(self, label: str, count: int) -> None:
        """Things of which the dataset says the same as before."""
        self._counts["unchanged"][label] += count

    def vanished(self, label: str, names: Sequence[str]) -> None:
        """Things that the dataset no longer states."""
        self._vanished[label] = tuple(sorted(names))

    def created(self, label: str, key: str, properties: Mapping[str, Any]) -> None:
        """A new thing."""
        self._counts["created"][label] += 1
        if len(self._new) < MAX_DETAILS:
            self._new.append(ReportedThing(label, key, title_of(properties)))

    def retired(self, label: str, key: str, properties: Mapping[str, Any]) -> None:
        """A thing that leaves the plan."""
        self._counts["retired"][label] += 1
        if len(self._retired) < MAX_DETAILS:
            self._retired.append(ReportedThing(label, key, title_of(properties)))

    def updated(self, label: str, key: str, fields: Sequence[FieldChange]) -> None:
        """A thing that changes."""
        self._counts["updated"][label] += 1
        for one in fields[: MAX_DETAILS - len(self._fields)]:
            before, after = (None if value is None else _shown(value) for value in (one.before, one.after))
            self._fields.append(ReportedField(label, key, one.field, before, after))

    def linked(self, type_: str) -> None:
        """A new relationship."""
        self._linked[type_] += 1

    def unlinked(self, type_: str) -> None:
        """A relationship that ends."""
        self._unlinked[type_] += 1

    def conflicts(self, label: str, key: str, found: Sequence[Conflict]) -> None:
        """Fields on which statements differ."""
        self._conflict_count += len(found)
        for one in found[: MAX_DETAILS - len(self._conflicts)]:
            self._conflicts.append(ReportedConflict(label, key, one.field, one.stated, one.followed))

    def build(self) -> LoadReport:
        """The report."""
        counts = {
            name: {label: self._counts[name][label] for label in LABELS}
            for name in ("created", "updated", "unchanged", "retired")
        }
        return LoadReport(
            dataset=self._dataset,
            created=counts["created"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            retired=counts["retired"],
            vanished={label: self._vanished.get(label, ()) for label in LABELS},
            new_things=self._new,
            retired_things=self._retired,
            changes=self._fields,
            conflicts=self._conflicts,
            conflict_count=self._conflict_count,
            refused=[*self.refused, *(one.reason for one in self.contradictions)],
            contradictions=self.contradictions,
            linked=dict(sorted(self._linked.items())),
            unlinked=dict(sorted(self._unlinked.items())),
        )


def title_of(properties: Mapping[str, Any]) -> str | None:
    """What people call a thing."""
    names = ("number", "titleZh", "titleEn", "title", "statement", "field")
    return next((str(properties[name]) for name in names if properties.get(name)), None)


def _shown(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "; ".join(str(end[1]) for end in value)
    return text_of(value)
