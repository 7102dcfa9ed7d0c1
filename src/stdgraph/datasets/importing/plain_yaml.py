"""YAML of files that others wrote, as plain lists, mappings and texts: no alias, no tag, bounded depth.

Made from the parser's events: what nobody reads is not built, and an alias, by which a small file can stand for gigabytes, is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

DEPTH = 50
"""Levels of lists and mappings inside each other."""


class InvalidYaml(ValueError):
    """A text that is no YAML, or none that is accepted; the message says where and what is expected."""


def load_documents(text: bytes, unread: Collection[str] = ()) -> Iterator[object]:
    """Each document of a text: mappings, lists, texts; None for an empty value. ``unread`` are keys of the top whose values are passed over.

    Raises InvalidYaml.
    """
    passed_over = frozenset(unread)
    builder = _Builder(passed_over)
    try:
        for event in _events(text):
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                builder = _Builder(passed_over)
            elif kind is yaml.DocumentEndEvent:
                yield builder.root
            else:
                builder.take(event, kind)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InvalidYaml(
            f"{f'line {line}: ' if line else ''}invalid YAML: {error.problem} (expected YAML 1.1)"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidYaml(f"invalid YAML: {' '.join(str(error).split())} (expected YAML 1.1 in UTF-8)") from None


def _events(text: bytes) -> Iterator[yaml.Event]:
    """As ``yaml.parse``, with one call for each of the hundreds of events of a record."""
    loader = Loader(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


def _line(event: yaml.Event) -> int:
    """The line on which an event begins, counted from 1."""
    return (event.start_mark.line if event.start_mark else 0) + 1


_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class _Builder:
    """Builds one document from the events of its nodes."""

    def __init__(self, unread: frozenset[str]) -> None:
        self.root: object = None
        self._unread = unread
        self._open: list[dict[str, object] | list[object]] = []
        self._keys: list[str | None] = []
        self._skipped = 0
        """How many levels are open below a key that nobody reads."""

    def take(self, event: Any, kind: type[yaml.Event]) -> None:
        """The next event of the document, of the kind that its class is: there are too many of them to ask for superclasses."""
        if kind is yaml.AliasEvent:
            raise InvalidYaml(f"line {_line(event)}: alias *{event.anchor} (expected none)")
        starts = kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent
        if self._skipped or (starts and len(self._keys) == 1 and self._keys[0] in self._unread):
            self._skip(kind, starts=starts)
        elif kind is yaml.ScalarEvent:
            self._scalar(event)
        elif starts:
            self._begin({} if kind is yaml.MappingStartEvent else [], event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._open.pop()
            self._keys.pop()

    def _skip(self, kind: type[yaml.Event], *, starts: bool) -> None:
        if starts:
            self._skipped += 1
        elif kind is not yaml.ScalarEvent:
            self._skipped -= 1
        if not self._skipped:
            self._keys[-1] = None

    def _begin(self, node: dict[str, object] | list[object], event: yaml.Event) -> None:
        if len(self._open) >= DEPTH:
            raise InvalidYaml(f"line {_line(event)}: more than {DEPTH} levels (expected fewer)")
        self._put(node, event)
        self._open.append(node)
        self._keys.append(None)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        top = self._open[-1] if self._open else None
        if isinstance(top, dict) and self._keys[-1] is None:
            self._keys[-1] = event.value
        else:
            plain = not event.style and event.value in _NULLS  # libyaml's style of a plain text is empty
            self._put(None if plain else event.value, event)

    def _put(self, value: object, event: yaml.Event) -> None:
        top = self._open[-1] if self._open else None
        if top is None:
            self.root = value
        elif isinstance(top, list):
            top.append(value)
        elif (key := self._keys[-1]) is None:
            raise InvalidYaml(f"line {_line(event)}: a key that is no text (expected a text)")
        else:
            top[key] = value
            self._keys[-1] = None
