"""The tree of subsystems, built while a table is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from stdgraph.datasets.system_table.outline import (
    CodeStyle,
    HeadingText,
    is_below,
    is_dotted_below,
    plain_code,
)
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.table import TableSubsystem

_HUNDREDS = 3
"""Digits of codes whose zeros tell a group: 10 and 11 may be neighbours."""


@dataclass(slots=True)
class TreeEntry:
    """A subsystem while its code may still be counted."""

    title_zh: str | None
    title_en: str | None
    parent: TreeEntry | None
    place: CellPlace
    printed: str | None
    """Its code as printed."""
    local: str | None = None
    """Its number below its parent, where that is what is printed."""
    rank: int = 0
    """How deep its numbering or its indentation is."""
    lists: bool = False
    """Whether rows of items stand right below it."""
    code: str = ""


@dataclass(slots=True)
class SubsystemTree:
    """All subsystems in the order in which the table names them."""

    entries: list[TreeEntry] = field(default_factory=list)
    _by_code: dict[str, TreeEntry] = field(default_factory=dict)
    _by_title: dict[tuple[int, str], TreeEntry] = field(default_factory=dict)

    def find(self, code: str) -> TreeEntry | None:
        """The subsystem whose code is printed so."""
        return self._by_code.get(plain_code(code).upper())

    def find_title(self, title: str) -> TreeEntry | None:
        """The one subsystem of a title; None for none or several."""
        found = [entry for entry in self.entries if title in (entry.title_zh, entry.title_en)]
        return found[0] if len(found) == 1 else None

    def longest_prefix(self, code: str, among: list[TreeEntry] | None = None) -> TreeEntry | None:
        """The subsystem with the longest code that a code continues."""
        plain = plain_code(code).upper()
        entries = self.entries if among is None else among
        found = [one for one in entries if one.printed and is_below(plain, plain_code(one.printed).upper())]
        return max(found, key=lambda one: len(one.printed or ""), default=None)

    def printed(
        self, code: str, title: str | None, place: CellPlace, path: list[TreeEntry], above: TreeEntry | None = None
    ) -> TreeEntry:
        """The subsystem with a printed code, added where it is new. ``path`` is where the table is, ``above`` what it must stand below."""
        known = self.find(code)
        if known is not None:
            if known.title_zh is None and known.title_en is None:
                known.title_zh, known.title_en = split_title(title)
            return known
        plain = plain_code(code)
        parent = self.longest_prefix(plain, path) or _round_parent(plain, path)
        dotted = self.longest_prefix(plain)
        if dotted is not None and is_dotted_below(plain.upper(), plain_code(dotted.printed or "").upper()):
            parent = dotted if parent is None or len(dotted.printed or "") > len(parent.printed or "") else parent
        entry = TreeEntry(*split_title(title), parent or above, place, plain)
        self._add(entry)
        return entry

    def titled(self, heading: HeadingText, place: CellPlace, parent: TreeEntry | None, rank: int = 0) -> TreeEntry:
        """The subsystem of a title below a parent, added where it is new."""
        known = self._by_title.get((id(parent), heading.title))
        if known is not None:
            return known
        local = heading.code if heading.style is CodeStyle.LOCAL else None
        entry = TreeEntry(*split_title(heading.title), parent, place, None, local, rank)
        self._add(entry)
        return entry

    def _add(self, entry: TreeEntry) -> None:
        self.entries.append(entry)
        if entry.printed:
            self._by_code[entry.printed.upper()] = entry
        title = entry.title_zh or entry.title_en
        if title:
            self._by_title.setdefault((id(entry.parent), title), entry)

    def subsystems(self) -> tuple[TableSubsystem, ...]:
        """All of them with their codes; those that print none are counted below their parent, past the codes that are taken."""
        taken = {entry.printed.upper() for entry in self.entries if entry.printed}
        counts: dict[int, int] = {}
        ordered = self._in_tree_order()
        for entry in ordered:
            entry.code = entry.printed or _counted_code(entry, taken, counts)
            taken.add(entry.code.upper())
        return tuple(
            TableSubsystem(
                entry.code,
                entry.title_zh,
                entry.title_en,
                entry.parent.code if entry.parent else None,
                order,
                entry.place,
                code_printed=entry.printed is not None or entry.local is not None,
            )
            for order, entry in enumerate(ordered, 1)
        )

    def _in_tree_order(self) -> list[TreeEntry]:
        """Each entry after its parent and all that is below the siblings before it."""
        below: dict[int, list[TreeEntry]] = {}
        for entry in self.entries:
            below.setdefault(id(entry.parent), []).append(entry)
        ordered: list[TreeEntry] = []
        waiting = list(reversed(below.get(id(None), [])))
        while waiting:
            entry = waiting.pop()
            ordered.append(entry)
            waiting += reversed(below.get(id(entry), []))
        return ordered


def _round_parent(code: str, path: list[TreeEntry]) -> TreeEntry | None:
    """The subsystem that a code stands below by its hundreds: 201 below 200, where 200 has a heading and no items of its own."""
    for entry in reversed(path):
        above = entry.printed or ""
        stem = above.rstrip("0")
        alike = len(above) == len(code) >= _HUNDREDS and above.isdigit() and code.isdigit() and code.startswith(stem)
        if alike and stem and stem != above and not entry.lists:
            return entry
    return None


def _counted_code(entry: TreeEntry, taken: set[str], counts: dict[int, int]) -> str:
    """The code of an entry that prints none: its number below its parent, or the next one that is free."""
    lead = f"{entry.parent.code}." if entry.parent else ""
    code = f"{lead}{entry.local}" if entry.local else ""
    while not code or code.upper() in taken:
        counts[id(entry.parent)] = counts.get(id(entry.parent), 0) + 1
        code = f"{lead}{counts[id(entry.parent)]}"
    return code


def split_title(title: str | None) -> tuple[str | None, str | None]:
    """A title as the Chinese or, where it has no Chinese character, the English one."""
    if not title:
        return None, None
    return (title, None) if has_chinese(title) or not any(map(str.isalpha, title)) else (None, title)


def has_chinese(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return any("\u3400" <= char <= "\u9fff" for char in text)
