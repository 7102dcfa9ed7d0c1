"""ISO Open Data as ISO publishes it (ODC-By 1.0): deliverables, technical committees, and the International Classification for Standards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson

from stdgraph.datasets.cycles import closing_edges
from stdgraph.datasets.importing.committees import CommitteeNames
from stdgraph.datasets.importing.register_files import lines_of
from stdgraph.datasets.importing.rows import ImportRows, number_fields
from stdgraph.datasets.places import Place
from stdgraph.datasets.statements import StatedLink
from stdgraph.domain.vocabulary import Extent

_STAGE = re.compile(r"\d{3,4}")
_ISSUED, _ABANDONED = "60", "98"

Record = Mapping[str, object]


def read_records(path: Path, rows: ImportRows) -> Iterator[tuple[Place, Record]]:
    """The records of a file of JSON lines; a line that is none is rejected."""
    for number, line in lines_of(path):
        place = Place(path.name, number)
        if line is not None and not line.strip():
            continue
        rows.count()
        try:
            record = orjson.loads(line) if line is not None else None
        except orjson.JSONDecodeError as error:
            rows.reject(place, f"invalid JSON: {error} (expected one JSON object a line)")
            continue
        if isinstance(record, dict):
            yield place, record
        else:
            said = "line too long" if line is None else "no JSON object"
            rows.reject(place, f"{said} (expected one JSON object a line)")


def read_deliverables(path: Path, rows: ImportRows, system: str | None, subsystems: frozenset[str]) -> None:
    """Read ``iso_deliverables_metadata.jsonl``. ``system``: documents are listed in its subsystems that bear their ICS codes."""
    documents = _Replacements(path, rows)
    committees = CommitteeNames(rows)
    for place, record in read_records(path, rows):
        local = _id(record.get("id"))
        data = _deliverable(record)
        if local is None or data is None:
            rows.reject(place, "no id or no reference (expected both)", column="id", value=record.get("id"))
            continue
        codes = _ics(record.get("icsCode"), rows, place)
        owner = committees.code(record.get("ownerCommittee"))
        further: dict[str, object] = {"id": local, "ics": codes, "committees": (owner,) if owner else ()}
        row = rows.standard(place, {**data, **further, "owner_basis": "stated" if owner else None})
        if row is None:
            continue
        listed = _listings(codes, system, subsystems)
        relations = (*listed, *documents.replaced(local, place))
        rows.keep(place, row, relations)
        if owner:
            committees.mention(owner)
    committees.state()


def _deliverable(record: Record) -> dict[str, object] | None:
    """The fields of a row; None where it has no reference."""
    reference = _text(record.get("reference"))
    if reference is None:
        return None
    stage = _stage(record.get("currentStage"))
    title = record.get("title")
    titles = title if isinstance(title, dict) else {"en": title}
    issued = stage is None or (stage >= _ISSUED and not stage.endswith(_ABANDONED))
    return {
        **number_fields(reference),
        "title_en": _text(titles.get("en")) or _text(titles.get("fr")) or reference,
        "level": "international",
        "stage": stage or str(record.get("currentStage")),
        "published_on": _text(record.get("publicationDate")) if issued else None,
    }


def _stage(code: object) -> str | None:
    """``6060`` as ``60.60``, ``0`` as ``00.00``; None for what is no stage code."""
    text = str(code)
    if isinstance(code, bool) or not (_STAGE.fullmatch(text) or text == "0"):
        return None
    text = text.zfill(4)
    return f"{text[:2]}.{text[2:]}"


def _id(value: object) -> str | None:
    return f"iso-{value}" if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _ics(value: object, rows: ImportRows, place: Place) -> tuple[str, ...]:
    codes = [code for code in value if isinstance(code, str) and code.strip()] if isinstance(value, list) else []
    distinct = tuple(dict.fromkeys(code.strip() for code in codes))
    if len(distinct) < len(codes):
        rows.leave_out(place, "icsCode", "|".join(codes), "duplicate ICS code (expected each once)")
    return distinct


def _listings(codes: tuple[str, ...], system: str | None, subsystems: frozenset[str]) -> tuple[StatedLink, ...]:
    """Where a document stands in a system whose subsystems are the fields of the ICS."""
    found = (code for code in codes if code in subsystems)
    return tuple(StatedLink("LISTED_IN", "Subsystem", f"{system}/{code}", {"membership": "STATED"}) for code in found)


class _Replacements:
    """What replaces what, by the ids of ISO. Real files have documents that replace themselves or each other: of two the later one does."""

    def __init__(self, path: Path, rows: ImportRows) -> None:
        self._rows = rows
        self._ages: dict[int, tuple[str, int]] = {}
        edges: list[tuple[int, int]] = []
        for _, line in lines_of(path):
            record = _loaded(line)
            key = record.get("id")
            if not isinstance(key, int):
                continue
            self._ages.setdefault(key, (str(record.get("publicationDate") or "9999"), key))
            replaced = record.get("replaces")
            edges += (
                [(key, other) for other in replaced or () if isinstance(other, int)]
                if isinstance(replaced, list)
                else []
            )
        self._stated: dict[int, list[int]] = {}
        for successor, other in edges:
            self._stated.setdefault(successor, []).append(other)
        self._closing = self._that_close(edges)

    def _that_close(self, edges: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
        known = set(edges)
        wrong: dict[tuple[int, int], str] = {}
        for edge in edges:
            successor, other = edge
            if successor == other:
                wrong[edge] = "it replaces itself"
            elif (other, successor) in known and self._age(successor) < self._age(other):
                wrong[edge] = "each is said to replace the other: the later document does"
        rest = [edge for edge in dict.fromkeys(edges) if edge not in wrong and edge[1] in self._ages]
        rest.sort(key=lambda edge: (self._age(edge[0]), edge))
        for index, cycle in closing_edges([(str(one), str(other)) for one, other in rest]):
            wrong[rest[index]] = f"cycle {cycle}"
        return wrong

    def _age(self, key: int) -> tuple[str, int]:
        return self._ages.get(key, ("9999", key))

    def replaced(self, local: str, place: Place) -> Iterator[StatedLink]:
        """What a document replaces; what cannot be followed is left out."""
        key = int(local.removeprefix("iso-"))
        for other in dict.fromkeys(self._stated.get(key, ())):
            reason = self._closing.get((key, other))
            if reason is None and other not in self._ages:
                reason = "no document of the file has this id"
            if reason is not None:
                self._rows.leave_out(place, "replaces", other, f"{reason} (expected an earlier document)")
                continue
            yield StatedLink("REPLACES", "Standard", f"iso-{other}", {"extent": Extent.WHOLE.value})


def _loaded(line: bytes | None) -> Record:
    try:
        found = orjson.loads(line) if line is not None else None
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
