"""Standards as Relaton YAML (https://www.relaton.org/model/): one document of YAML a standard, as its files have one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import yaml

from stdgraph.domain.vocabulary import Degree, Extent, Level
from stdgraph.exports.columns import Row, at

SCHEMA_VERSION = "v1.2.9"
"""The version of Relaton's model that is written."""
_DATES = (("published", "publication"), ("implemented", "entryIntoForce"), ("obsoleted", "withdrawal"))
"""Types of dates in Relaton, and the dates of the API."""
_DOCTYPE = {Level.INTERNATIONAL: "international-standard"}


async def write_relaton(pages: AsyncIterator[Sequence[Row]]) -> AsyncIterator[bytes]:
    """A piece a page. A standard without a number bears its plan number as its identifier, one without either that of the catalogue."""
    async for page in pages:
        yield b"".join(_document(row) for row in page)


def _document(row: Row) -> bytes:
    text: str = yaml.dump(
        as_relaton(row), Dumper=_Dumper, allow_unicode=True, sort_keys=False, explicit_start=True, width=120
    )
    return text.encode(errors="replace")


_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""LibYAML's, where PyYAML was built with it: several times faster."""


def as_relaton(row: Row) -> dict[str, Any]:
    """A standard as a bibliographic item; what is not known is left out."""
    identifier = row["number"] or row["planNumber"] or row["id"]
    return _known(
        {
            "schema-version": SCHEMA_VERSION,
            "id": "".join(sign for sign in identifier if sign.isalnum() or sign in "-."),
            "title": [*_title(row["titleZh"], "zh", "Hans"), *_title(_other(row), "en", "Latn")],
            "type": "standard",
            "docid": _identifiers(row, identifier),
            "date": [
                {"type": kind, "value": at(row, f"{path}.text")} for kind, path in _DATES if at(row, f"{path}.text")
            ],
            "contributor": [_contributor(one["committee"]) for one in row["owners"]],
            "docstatus": _known({"stage": at(row, "stage.code") and {"value": at(row, "stage.code")}})
            or _known({"stage": row["status"] and {"value": row["status"]}}),
            "relation": _relations(row),
            "ext": _known(
                {
                    "doctype": {"type": _DOCTYPE.get(row["level"], "standard")} if row["level"] else None,
                    "ics": [{"code": one} for one in row["ics"] or ()],
                }
            ),
        }
    )


def _other(row: Row) -> str | None:
    """The English title, where there is one of its own: the API answers the other where one is missing."""
    return None if row["titleEn"] == row["titleZh"] else row["titleEn"]


def _title(text: str | None, language: str, script: str) -> list[dict[str, Any]]:
    if text is None:
        return []
    if text.isascii():
        language, script = "en", "Latn"
    return [{"content": text, "language": [language], "script": [script], "format": "text/plain", "type": "main"}]


def _identifiers(row: Row, identifier: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"id": identifier, "type": identifier.split(" ")[0], "primary": True}]
    if row["number"] and row["planNumber"]:
        found.append({"id": row["planNumber"], "type": "plan"})
    return found


def _contributor(committee: Row) -> dict[str, Any]:
    names = [
        {"content": title, "language": [language]}
        for title, language in ((committee["titleZh"], "zh"), (committee["titleEn"], "en"))
        if title
    ]
    organization = {
        "name": names or [{"content": committee["code"]}],
        "identifier": [{"type": "code", "id": committee["code"]}],
    }
    return {"organization": organization, "role": [{"type": "author", "description": [{"content": "committee"}]}]}


def _relations(row: Row) -> list[dict[str, Any]]:
    return [
        *(_adoption(one["degree"], one["standard"]) for one in row["adopts"]),
        *(_relation("updates" if _is_part(one) else "obsoletes", one["standard"]) for one in row["replaces"]),
        *(_relation("updatedBy" if _is_part(one) else "obsoletedBy", one["standard"]) for one in row["replacedBy"]),
        *([_relation("amendmentOf", row["amends"])] if row["amends"] else []),
    ]


def _is_part(replacement: Row) -> bool:
    return bool(replacement["extent"] == Extent.PART)


def _adoption(degree: str | None, standard: Row) -> dict[str, Any]:
    """What is adopted, with the degree beside it; NEQ is no adoption, and what states no degree may be none."""
    kind = "related" if degree is None else "nonequivalent" if degree == Degree.NEQ else "adoptedFrom"
    return {**_relation(kind, standard), **({"description": {"content": degree}} if degree else {})}


def _relation(kind: str, standard: Row) -> dict[str, Any]:
    return {"type": kind, "bibitem": _mentioned(standard)}


def _mentioned(standard: Row) -> dict[str, Any]:
    name = standard["number"] or standard["planNumber"] or standard["id"]
    return {"formattedref": {"content": name}, "docid": [{"id": name, "type": name.split(" ")[0], "primary": True}]}


def _known(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value}
