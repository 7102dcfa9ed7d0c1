"""The names in a seed: what its rows define, what they mention, what they were called before."""

from __future__ import annotations

from collections.abc import Iterable

from stdgraph.datasets.places import ExternalReference, Place
from stdgraph.datasets.problems import Problems
from stdgraph.domain.numbers import number_key
from stdgraph.domain.vocabulary import SubjectType

EXPECTED = {
    SubjectType.SOURCE: "a source",
    SubjectType.COMMITTEE: "a committee",
    SubjectType.PRODUCT_CATEGORY: "a product category",
    SubjectType.STANDARD: "a standard",
}


class _Mention:
    """The first row that mentions a name, and how many do."""

    __slots__ = ("column", "count", "expected", "place", "written")

    def __init__(self, place: Place, column: str | None, expected: str, written: str | None) -> None:
        self.place = place
        self.column = column
        self.expected = expected
        self.written = written
        self.count = 1


class Names:
    """Collected while the rows pass: names are kept, and of what mentions them only the first place."""

    def __init__(self, dataset: str, problems: Problems) -> None:
        self._own = f"{dataset}:"
        self._problems = problems
        self._defined: dict[str, set[str]] = {label: set() for label in SubjectType}
        self._mentions: dict[tuple[str, str], _Mention] = {}
        self._numbers: dict[str, str] = {}
        self._former: dict[tuple[str, str], tuple[Place, str]] = {}

    def define(self, label: str, name: str) -> None:
        """A row defines what this names."""
        self._defined[label].add(name)

    def number(self, key: str, standard: str) -> None:
        """A standard of this id has a number or plan number, in comparison form."""
        self._numbers[key] = standard

    def mention(
        self,
        label: str,
        name: str,
        place: Place,
        column: str | None,
        expected: str | None = None,
        written: str | None = None,
    ) -> None:
        """A row needs what this names, in this seed or in the catalogue."""
        if name in self._defined[label]:
            return
        found = self._mentions.get((label, name))
        if found:
            found.count += 1
        else:
            expected = expected or EXPECTED[SubjectType(label)]
            self._mentions[label, name] = _Mention(place, column, expected, written)

    def mention_all(self, label: str, names: Iterable[str], place: Place, column: str) -> None:
        """A row needs all of these."""
        for name in names:
            self.mention(label, name, place, column)

    def rename(self, label: str, old: str, new: str, place: Place) -> None:
        """A row says what its own name was before."""
        if old == new:
            self._problems.add(
                place, "renamed_from", f"{_short(label, old)!r} is its own name (expected the former one)"
            )
        elif (label, old) in self._former:
            first = self._former[label, old][0]
            message = f"duplicate former name {_short(label, old)!r}, first in {first} (expected a unique one)"
            self._problems.add(place, "renamed_from", message)
        else:
            self._former[label, old] = (place, new)

    def external(self) -> tuple[ExternalReference, ...]:
        """What only the catalogue can hold, once all rows have passed. What the seed itself holds under another name is a problem."""
        for (label, old), (place, _) in self._former.items():
            if old in self._defined[label]:
                message = f"{_short(label, old)!r} is another row's name (expected a name that is no longer used)"
                self._problems.add(place, "renamed_from", message)
        found = []
        for (label, name), at in self._mentions.items():
            if name in self._defined[label]:
                continue
            ref = ExternalReference(
                at.place, at.column, SubjectType(label).value, name, at.expected, at.written, at.count
            )
            own = self._own_name(ref)
            if own:
                written = name if at.written is None else at.written
                self._problems.add(at.place, at.column, f"unknown reference {written!r} (expected {own})")
            else:
                found.append(ref)
        return tuple(found)

    def _own_name(self, ref: ExternalReference) -> str | None:
        """What should be written instead of a name that the seed knows better; None where only the catalogue can know it."""
        former = self._former.get((ref.label, ref.name))
        if former:
            now = former[1] if ref.written is None else _short(ref.label, former[1])
            return f"{now!r}, as it is called now"
        if ref.label != SubjectType.STANDARD:
            return None
        standard = self._numbers.get(number_key(ref.name))
        if standard:
            return f"{standard!r}, its id in this dataset"
        if ref.name.startswith(self._own):
            local = ref.name.removeprefix(self._own)
            return f"{local!r}, its id in this dataset" if local in self._defined[ref.label] else ref.expected
        return None


def _short(label: str, name: str) -> str:
    """The name as a row writes it: a subsystem's without its system."""
    return name.partition("/")[2] if label == SubjectType.SUBSYSTEM else name
