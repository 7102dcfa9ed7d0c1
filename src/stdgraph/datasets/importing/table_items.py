"""The items of a system's table as rows of standards: what they are called in their dataset, their stage, who owns them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from unicodedata import normalize

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.importing.committees import committee_code
from stdgraph.datasets.importing.rows import ImportRows, number_fields
from stdgraph.datasets.importing.table_context import Named, TableContext, local_of
from stdgraph.datasets.places import Place
from stdgraph.datasets.system_table.table import TableItem
from stdgraph.domain.nearness import nearest
from stdgraph.domain.numbers import Number, read_number
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import Language, Level, Standing, Status

STAGES = {
    Status.PLANNED: "00.00",
    Status.DRAFTING: "20.00",
    Status.PUBLISHED: "60.60",
    Status.WITHDRAWN: "95.99",
    Status.ABANDONED: "20.98",
}
"""The stage of which a table says no more than the status."""
LONGEST = 120
"""Characters of a title that become a name."""
SIGNS = frozenset("|;,:/@_")
"""Characters of a title that a name has ``_`` for, as for blanks."""
_SEPARATED = re.compile(r"[、，,;；\n|]+")
_CODE = re.compile(r"(?:SAC|ISO|IEC|ISO/IEC)\s*/?\s*J?TC\s*\d+(?:\s*/\s*(?:SC|WG|SWG)\s*\d+)*", re.IGNORECASE)

_BARE = re.compile(r"(?<![A-Z/])TC\s*\d+(?:\s*/\s*(?:SC|WG|SWG)\s*\d+)*", re.IGNORECASE)
"""A committee without who it is of: China's, where the document is not international."""


class TableItems:
    """Turns items into rows."""

    def __init__(self, rows: ImportRows, context: TableContext, language: Language) -> None:
        self._rows = rows
        self._context = context
        self._language = language
        self._used: set[str] = set()
        self.new_committees: dict[str, str | None] = {}
        """Committees that rows name by a code which the catalogue does not have, with the titles they are given."""

    def local(self, item: TableItem) -> str:
        """What the dataset calls the item: by its number, else its plan number, else its title."""
        found = _local(item)
        if found in self._used and not item.number and not item.plan_number:
            found = f"{found}@{item.subsystem}"
        self._used.add(found)
        return found

    def fields(self, place: Place, item: TableItem, local: str) -> dict[str, object]:
        """The fields of its row."""
        stage = _stage(item)
        said = status_of(stage)
        issued = said in (Status.PUBLISHED, Status.WITHDRAWN)
        fields: dict[str, object] = {
            "id": local,
            **_numbered(item),
            "plan_number": item.plan_number,
            "title_zh": item.title_zh,
            "title_en": item.title_en,
            "title_basis": item.title_basis,
            "note": item.remarks,
            "level": item.level,
            "nature": item.nature,
            "stage": stage,
            "published_on": item.published_on,
            "in_force_on": item.in_force_on,
            "withdrawn_on": item.withdrawn_on if said is Status.WITHDRAWN else None,
            "due_on": item.planned_on if not issued else None,
            "department": item.department,
            "drafting_bodies": _parts(item.drafting_bodies),
            "ics": _codes(item.ics),
            "ccs": _codes(item.ccs),
            "committees": self._committees(place, item),
            "product_categories": self._categories(place, item),
            "renamed_from": self._former(item, local),
        }
        if fields["committees"] and not self._is_known(item):  # what others know of its owner may say more
            fields["owner_basis"] = "stated"
        return fields

    def states_stage(self, item: TableItem) -> bool:
        """Whether the row says anything of the state; where it does not, what others know of the document stands."""
        if item.stage or item.status:
            return True
        return not self._is_known(item)

    def _is_known(self, item: TableItem) -> bool:
        return bool({item.number, item.plan_number} & self._context.known) or self._context.planned_as(item) is not None

    def _former(self, item: TableItem, local: str) -> str | None:
        """What the dataset called the item before it had its number."""
        if local in self._context.locals:
            return None
        without = (_plan_local(item) if item.number else None, _title_local(item))
        return next((one for one in without if one and one != local and one in self._context.locals), None)

    def _committees(self, place: Place, item: TableItem) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for part in _parts(item.committee):
            code = self._committee(place, part, national=_is_chinas(item))
            if code is not None:
                found[code] = None
        return tuple(found)

    def _committee(self, place: Place, text: str, *, national: bool) -> str | None:
        committees = self._context.committees
        plain = normalize("NFKC", text)
        printed = _CODE.search(plain)
        if printed is None and national and (bare := _BARE.search(plain)):
            return self._committee(place, f"{plain[: bare.start()]}SAC/{plain[bare.start() :]}", national=True)
        title = plain.replace(printed.group(), "").strip(" ()[]（）") if printed else text
        code = _canonical(printed.group()) if printed else committees.find(text)
        if code is None:
            self._unknown(place, "committee", text, committees, "技术委员会", "committee")
            return None
        if not self._context.is_others(code) and (title or code not in self.new_committees):
            self.new_committees[code] = self.new_committees.get(code) or (title if title != code else None) or None
        return code

    def _categories(self, place: Place, item: TableItem) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for part in _parts(item.categories):
            code = self._context.categories.find(part)
            if code is None:
                self._unknown(
                    place, "product_categories", part, self._context.categories, "产品类别", "product category"
                )
            else:
                found[code] = None
        return tuple(found)

    def _unknown(self, place: Place, column: str, text: str, among: Named, zh: str, en: str) -> None:
        near = nearest(text, among.titles)
        near_zh, near_en = (f"，最接近的是：{'、'.join(near)}", f"; nearest: {', '.join(near)}") if near else ("", "")
        told = Message(
            f"目录中没有这个{zh}{near_zh}（应为其代码或名称）",
            f"the catalogue has no such {en}{near_en} (expected its code or title)",
        )
        self._rows.leave_out(place, column, text, told.text(self._language))


def _numbered(item: TableItem) -> dict[str, str]:
    if item.number is None:
        return {}
    found = number_fields(item.number)
    printed = item.printed_number or item.number
    return {"number": found["number"], **({"printed_number": printed} if printed != found["number"] else {})}


def _local(item: TableItem) -> str:
    if item.number:
        return local_of(item.number)
    return _plan_local(item) or _title_local(item) or f"{item.subsystem or ''}:{item.place.row}"


def _plan_local(item: TableItem) -> str | None:
    return local_of(item.plan_number) if item.plan_number else None


def _title_local(item: TableItem) -> str | None:
    title = " ".join(normalize("NFC", item.title_zh or item.title_en or "").split())
    name = "".join("_" if sign in SIGNS or sign.isspace() else sign for sign in title)
    if len(name) > LONGEST or not SIGNS.isdisjoint(title):  # another title may read the same by then
        return f"{name[:LONGEST]}~{blake2b(title.encode(), digest_size=6).hexdigest()}"
    return name or None


def _stage(item: TableItem) -> str:
    if item.stage:
        return item.stage
    if item.standing is Standing.SUPERSEDED and not item.replaced_by:
        return STAGES[Status.WITHDRAWN]
    if item.status:
        return STAGES[item.status]
    return STAGES[Status.PUBLISHED if item.number else Status.DRAFTING if item.plan_number else Status.PLANNED]


def _is_chinas(item: TableItem) -> bool:
    """Whether a row is about a Chinese document, as far as its level, its number or, where it has none yet, its title tells."""
    number = read_number(item.number) if item.number else None
    level = item.level or (number.level if isinstance(number, Number) else None)
    if level is not None:
        return level not in (Level.INTERNATIONAL, Level.OTHER)
    return item.number is None and (item.plan_number is not None or item.title_zh is not None)


def _canonical(printed: str) -> str:
    """``SAC / TC 90`` and ``SAC TC90`` as ``SAC/TC90``."""
    spaced = re.sub(r"(?<=[A-Z])\s+(?=J?TC)", "/", printed.upper())
    return committee_code(spaced) or printed


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _SEPARATED.split(text or "") if part.strip()))


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_words(text or "")))


def _words(text: str) -> Iterator[str]:
    return (part for part in re.split(r"[、，,;；|\s]+", text) if part)
