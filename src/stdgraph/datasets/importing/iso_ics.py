"""The International Classification for Standards as ISO publishes it (XML): its fields, groups and subgroups as the subsystems of a system."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from pathlib import Path

from stdgraph.datasets.importing.findings import RowProblems
from stdgraph.datasets.importing.limits import MEMBER
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import SubsystemRow, SystemRow, SystemSeed
from stdgraph.datasets.seed_statements import subsystem_statements, system_statement
from stdgraph.datasets.validation import validate
from stdgraph.domain.vocabulary import Confidence
from stdgraph.errors import BadInput

TITLE_ZH, TITLE_EN = "国际标准分类法", "International Classification for Standards"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_ics(path: Path, rows: ImportRows, system: str) -> frozenset[str]:
    """State the system and its subsystems; the codes of these are returned. Raises BadInput for a file that is no such XML."""
    if path.stat().st_size > MEMBER:
        raise BadInput(f"{path.name}: the file is larger than {MEMBER >> 20} MiB (expected the ICS)")
    text = path.read_bytes()
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # entities could expand without end; the ICS has none
        raise BadInput(f"{path.name}: the file declares entities (expected the ICS, which has none)")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  without entities there is nothing to expand
    except ElementTree.ParseError as error:
        raise BadInput(f"{path.name}: invalid XML: {error} (expected the ICS as ISO publishes it)") from None
    tree = list(_tree(_subsystems(path, root, rows), rows))
    shared = {"source": rows.refs, "confidence": Confidence.VERIFIED}
    rows.state_once(
        system_statement(SystemRow(code=system, title_zh=TITLE_ZH, title_en=TITLE_EN, issuer="ISO", **shared))
    )
    for statement in subsystem_statements(SystemSeed(system, None, tuple(tree))):
        rows.state_once(statement)
    rows.accepted += len(tree)
    return frozenset(row.code for row in tree)


def _tree(found: Iterable[tuple[Place, SubsystemRow]], rows: ImportRows) -> Iterator[SubsystemRow]:
    """Those that have their parents, each once: parents first, as their codes are shorter."""
    taken: dict[str, Place] = {}
    inner = sorted(found, key=lambda one: one[1].code.count("."))
    for place, row in inner:
        reason = None
        if row.code in taken:
            reason = f"duplicate code, first in {taken[row.code]} (expected each once)"
        elif row.parent is not None and row.parent not in taken:
            reason = f"{row.parent}, which it belongs to, is not there (expected a field above its groups)"
        if reason is not None:
            rows.reject(place, reason, column="identifier", value=row.code)
            continue
        taken[row.code] = place
        yield row


def _subsystems(path: Path, root: ElementTree.Element, rows: ImportRows) -> Iterator[tuple[Place, SubsystemRow]]:
    for number, node in enumerate(root.iter(), start=1):
        code = " ".join((node.findtext("{*}identifier") or "").split())
        titles = [part for part in node if part.tag.rpartition("}")[2] == "title"]
        if node is root or (not code and not titles):
            continue
        rows.count()
        place = Place(path.name, number)
        if not code or any(sign in code for sign in " |;,/"):
            rows.reject(place, "invalid code (expected one such as 27.160)", column="identifier", value=code)
            continue
        english = next((part.text for part in titles if part.get(_LANGUAGE) == "en"), None)
        data = {
            "code": code,
            "parent": code.rpartition(".")[0] or None,
            "title_en": " ".join((english or "").split()) or code,
            "source": rows.refs,
            "confidence": Confidence.VERIFIED,
        }
        problems = RowProblems()
        row = validate(place, SubsystemRow, data, problems)
        for column, message in problems.found[:1]:
            rows.reject(place, message, column=column, value=code)
        if row is not None:
            yield place, row
