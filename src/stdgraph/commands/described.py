"""Commands that describe their own fields: the inputs of the API and their documentation are made of them."""

from __future__ import annotations

import dataclasses
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, ClassVar, NamedTuple, Self

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.outcomes import Invalid, Outcome, Problem, not_found
from stdgraph.domain.text import camel_case
from stdgraph.store.known_codes import CODED

DESCRIPTION, NAMES, MAY_NAME, WITHIN, OFF_PLAN = "description", "names", "may name", "within", "off the plan"
"""What the metadata of a described field hold: its description, the label of what it names, that of what it may name, whether a month or a
year will do, and whether it may name what has left the plan."""


def described(
    description: str,
    default: Any = dataclasses.MISSING,
    *,
    names: str | None = None,
    may_name: str | None = None,
    less_exact: bool = False,
    off_plan: bool = False,
) -> Any:
    """A field of a command, with what the API says of it. ``names``: the label of what it names; a subsystem's code is one of the
    command's system. Standards are found by their names, everything else by its code. ``may_name``: that of what it names where it is a
    global id, while another text may name nothing yet. ``off_plan``: it may name what has left the plan."""
    metadata = {
        DESCRIPTION: description,
        NAMES: names,
        MAY_NAME: may_name,
        WITHIN: less_exact,
        OFF_PLAN: off_plan,
    }
    return dataclasses.field(default=default, metadata=metadata)


class NamedCode(NamedTuple):
    """A code that a command names, where it is written, and the key of what it means."""

    path: str
    label: str
    key: str
    off_plan: bool = False
    """Whether it may name what has left the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedCommand(ABC):
    """A command whose mutation is made of it: its name is that of the class, its description the first paragraph of the docstring."""

    action: ClassVar[Action]
    changes: ClassVar[str | None]
    """The label of what it changes; None where that depends."""
    expected_revision: int | None = described("The revision it must still have; absent: no guard.", None)
    note: str | None = described("The reason, or a remark.", None)
    request_id: str | None = described(
        "The client's id of this request: sent twice, it changes things once and answers the same.", None
    )

    @property
    @abstractmethod
    def key(self) -> str:
        """The name by which it names its subject."""

    def codes(self) -> Iterator[NamedCode]:
        """The codes that it names besides its subject."""
        for field in dataclasses.fields(self):
            label = field.metadata.get(NAMES)
            value = getattr(self, field.name)
            if label in (None, "Standard") or value is None:
                continue
            for one in value if isinstance(value, tuple | list) else (value,):
                yield NamedCode(camel_case(field.name), label, self.key_of(label, one), field.metadata[OFF_PLAN])

    def key_of(self, label: str, code: str) -> str:
        """The key that a code of a label stands for in this command."""
        return code

    def code_of(self, label: str, key: str) -> str:
        """The code by which this command writes a key of a label."""
        return key

    def preload(self) -> Preload:
        """What the codes name."""
        return Preload(nodes=[(one.label, one.key) for one in self.codes()])

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same command with the codes of today in the place of former ones."""
        changed: dict[str, Any] = {}
        for field in dataclasses.fields(self):
            label, value = field.metadata.get(NAMES), getattr(self, field.name)
            if label is not None and value is not None:
                several = isinstance(value, tuple | list)
                now = tuple(self._present(present, label, one) for one in (value if several else (value,)))
                changed[field.name] = now if several else now[0]
        return dataclasses.replace(self, **changed)

    def _present(self, present: Mapping[tuple[str, str], str], label: str, code: str) -> str:
        key = self.key_of(label, code)
        return self.code_of(label, present.get((label, key), key))

    def apply(self, unit: Any, subject: Any, today: date) -> Outcome:
        """Change the subject in memory, or say why not."""
        problems = [*self._unknown(unit)] or [*self._left(unit, today), *self.problems(unit, subject, today)]
        return Invalid(tuple(problems)) if problems else self.change(unit, subject, today)

    def _unknown(self, unit: Any) -> Iterator[Problem]:
        """The codes that name nothing. What else is wrong can be told of things that there are."""
        for path, label, key, _ in self.codes():
            if not unit.has(label, key):
                yield Problem(path, not_found(label, key), (label, key) if label in CODED else None)

    def _left(self, unit: Any, today: date) -> Iterator[Problem]:
        """The codes that name what is off the plan."""
        for path, label, key, off_plan in self.codes():
            if not off_plan and (left := unit.has_left(label, key, today)) is not None:
                yield Problem(path, left)

    def problems(self, unit: Any, subject: Any, today: date) -> Iterator[Problem]:
        """What is wrong with the fields; nothing unless a command says otherwise."""
        return iter(())

    @abstractmethod
    def change(self, unit: Any, subject: Any, today: date) -> Outcome:
        """Change the subject, once its fields are known to be right."""


def commands_in(package: str, path: Iterable[str]) -> dict[str, type[DescribedCommand]]:
    """The commands of a package by the names of its modules: each exports its own as ``COMMAND``."""
    names = sorted(one.name for one in pkgutil.iter_modules(path))
    return {name: import_module(f"{package}.{name}").COMMAND for name in names}
