"""The manifest of a backup: what wrote it, when, of which state, and the checksum of every file in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

MANIFEST = "manifest.json"
FORMAT = "stdgraph-backup"
FORMAT_VERSION = 1
"""Grows with a change that an older stdgraph cannot read."""

NODES = "nodes/"
RELATIONSHIPS = "relationships/"


class _Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")


class PackedFile(_Camel):
    """A file of a backup: all nodes of a label or all relationships of a type, one a line."""

    path: str = Field(pattern=rf"^({NODES}|{RELATIONSHIPS})[A-Za-z_][A-Za-z0-9_]*\.jsonl$")
    rows: int = Field(ge=1)
    bytes: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def name(self) -> str:
        """The label or the type."""
        return self.path.partition("/")[2].removesuffix(".jsonl")


class Manifest(_Camel):
    """The manifest, as ``manifest.json`` holds it."""

    format: str = FORMAT
    format_version: int = FORMAT_VERSION
    schema_version: int
    stdgraph: str
    made_at: datetime
    instance: str | None
    """The data's instance id when it was made; what is restored has another."""
    revision: int
    sequence: int
    files: tuple[PackedFile, ...]
    digest: str
    """Of all nodes and relationships: equal graphs have equal digests on either engine."""

    def rows(self, folder: str) -> int:
        """How many rows the files of a folder have."""
        return sum(file.rows for file in self.files if file.path.startswith(folder))


def digest_of(files: Iterable[PackedFile]) -> str:
    """The digest of all nodes and relationships: that of the checksums of their files, in the order of their paths."""
    whole = hashlib.sha256()
    for file in sorted(files, key=lambda one: one.path):
        whole.update(f"{file.sha256}  {file.path}\n".encode())
    return whole.hexdigest()
