"""The International Classification for Standards as ISO publishes it (XML): its fields, groups and subgroups as the subsystems of a system."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from stdgraph.datasets.importing.limits import MEMBER
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import SubsystemRow, SystemRow, SystemSeed
from stdgraph.datasets.seed_statements import subsystem_statements, system_statement
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
    found = {row.code: row for row in _subsystems(path, root, rows)}
    tree = [row for row in found.values() if row.parent is None or row.parent in found]
    shared = {"source": rows.refs, "confidence": Confidence.VERIFIED}
    rows.state_once(
        system_statement(SystemRow(code=system, title_zh=TITLE_ZH, title_en=TITLE_EN, issuer="ISO", **shared))
    )
    for statement in subsystem_statements(SystemSeed(system, None, tuple(tree))):
        rows.state_once(statement)
    rows.accepted += len(tree)
    return frozenset(row.code for row in tree)


def _subsystems(path: Path, root: ElementTree.Element, rows: ImportRows) -> Iterator[SubsystemRow]:
    for number, node in enumerate(root.iter(), start=1):
        code = (node.findtext("identifier") or node.findtext("{*}identifier") or "").strip()
        if not code:
            continue
        rows.count()
        titles = [part.text for part in node if part.tag.endswith("title") and part.get(_LANGUAGE) == "en"]
        title = " ".join((titles[0] or "").split()) if titles else ""
        parent = code.rpartition(".")[0] or None
        if any(sign in code for sign in " |;,/"):
            rows.reject(
                Place(path.name, number), "invalid code (expected one such as 27.160)", column="identifier", value=code
            )
            continue
        yield SubsystemRow(
            code=code, parent=parent, title_en=title or code, source=rows.refs, confidence=Confidence.VERIFIED
        )
