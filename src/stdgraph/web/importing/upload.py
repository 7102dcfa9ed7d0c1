"""Receiving the form of an upload: its file goes to disk as it comes, up to the limit of an import."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from stdgraph.datasets.system_table import limits
from stdgraph.errors import BadInput, LimitExceeded

FIELDS = 20
"""Fields of the form, at most."""
FIELD = 100_000
"""Bytes of a field, and of all of them beside the file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What the form holds."""

    values: Mapping[str, str]
    """The texts of its fields, without blanks at their ends."""
    name: str | None
    """The name of the file."""
    write: Callable[[Path], None] | None
    """Writes the file; None where none was chosen."""
    mapping: str | None
    """The text of the mapping file; None where none was chosen."""


@asynccontextmanager
async def received(request: Request, limit: int) -> AsyncGenerator[Upload, None]:
    """The form of a request; its files are gone afterwards. Raises LimitExceeded, and BadInput for what is no such form."""
    form = await _parsed(request, limit)
    try:
        texts = {name: value.strip() for name, value in form.multi_items() if isinstance(value, str)}
        file, mapping = (_chosen(form, name) for name in ("file", "mapping"))
        yield Upload(
            texts,
            file.filename if file else None,
            _writer(file) if file else None,
            await _text(mapping) if mapping else None,
        )
    finally:
        await form.close()


class _TooLarge(MultiPartException):
    """The parser closes its files for errors of this kind."""


async def _parsed(request: Request, limit: int) -> FormData:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise BadInput(
            "the body is no form (expected multipart/form-data; a program sends the file itself to POST /import)"
        )
    too_large = f"the file is larger than {limit} bytes (STDGRAPH_MAX_IMPORT)"
    most = limit + FIELD
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise LimitExceeded(too_large)

    async def pieces() -> AsyncGenerator[bytes, None]:
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > most:
                raise _TooLarge(too_large)
            yield piece

    parser = MultiPartParser(request.headers, pieces(), max_files=2, max_fields=FIELDS, max_part_size=FIELD)
    try:
        form = await parser.parse()
    except _TooLarge:
        raise LimitExceeded(too_large) from None
    except MultiPartException as error:
        raise BadInput(f"the form cannot be read: {error.message}") from None
    except ClientDisconnect:
        raise BadInput("the connection ended before the whole file had come") from None
    if any(isinstance(value, UploadFile) and (value.size or 0) > limit for value in form.values()):
        await form.close()
        raise LimitExceeded(too_large)
    return form


def _chosen(form: FormData, name: str) -> UploadFile | None:
    """The file of a field; browsers send one without name and content where none was chosen."""
    value = form.get(name)
    return value if isinstance(value, UploadFile) and (value.filename or value.size) else None


def _writer(file: UploadFile) -> Callable[[Path], None]:
    def write(at: Path) -> None:
        with at.open("wb") as out:
            shutil.copyfileobj(file.file, out)

    return write


async def _text(file: UploadFile) -> str:
    content = await file.read(4 * limits.MAPPING + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("mapping: not UTF-8 (expected a mapping file, as a plan offers it)") from None
