"""YAML files of the seed, read as strictly as its tables: dates and numbers by the same rules, no key twice."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import TypeVar

import yaml
from yaml.constructor import ConstructorError

from stdgraph.datasets.places import Place
from stdgraph.datasets.problems import Problems
from stdgraph.datasets.rows import Row
from stdgraph.datasets.text_files import Unreadable, read_text
from stdgraph.datasets.validation import unknown_key, validate

R = TypeVar("R", bound=Row)

VALUES_LIMIT = 100_000


class _Strict(yaml.BaseLoader):
    """YAML whose scalars stay text, and whose mappings have no duplicate keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        """The mapping; raises ConstructorError at a duplicate key, of which YAML would take the last."""
        keys: set[object] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in keys:
                raise ConstructorError(None, None, f"duplicate key {key.value!r}", key.start_mark)
            keys.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(folder: Path, file: str, model: type[R], problems: Problems) -> R | None:
    """The content of a YAML file; None when it is invalid, which is added to the problems."""
    place = Place(file)
    try:
        data = _parse(read_text(folder / file))
    except Unreadable as error:
        problems.add(place, None, str(error))
        return None
    for key, value in data.items():
        if key not in model.model_fields and _known(value) is None:  # dropped below, so reported here
            problems.add(place, str(key), unknown_key(model))
    return validate(
        place, model, {str(key): known for key, value in data.items() if (known := _known(value)) is not None}, problems
    )


def _parse(text: str) -> dict[object, object]:
    try:
        data = yaml.load(text, Loader=_Strict)  # noqa: S506 - it makes no objects
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise Unreadable(f"{where}{getattr(error, 'problem', None) or error} (expected YAML)") from None
    except RecursionError:
        raise Unreadable("lists in lists without end (expected a mapping of keys to values)") from None
    if _size(data, {}) > VALUES_LIMIT:
        raise Unreadable(f"more than {VALUES_LIMIT} values, aliases written out (expected fewer)")
    if not isinstance(data, dict):
        raise Unreadable("invalid content (expected a mapping of keys to values)")
    return data


def _size(value: object, sizes: dict[int, int]) -> int:
    """How many values a value holds, aliases written out: a few of them in each other make a short text an endless one."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in sizes:
        parts = value.values() if isinstance(value, dict) else value
        sizes[id(value)] = 1 + sum(_size(part, sizes) for part in parts)
    return sizes[id(value)]


def _known(value: object) -> object:
    """The value without its empty parts: an empty field, like an absent one, means unknown."""
    if isinstance(value, dict):
        return {key: known for key, item in value.items() if (known := _known(item)) is not None}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return (value.strip() or None) if isinstance(value, str) else value
