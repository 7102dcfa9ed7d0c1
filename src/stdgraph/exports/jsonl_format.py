"""JSON Lines: one object a line, named as the API names its fields, codes instead of words, days as ISO 8601."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import orjson

from stdgraph.exports.columns import Row


async def write_jsonl(pages: AsyncIterator[Sequence[Row]]) -> AsyncIterator[bytes]:
    """A piece a page; nothing for no rows."""
    async for page in pages:
        yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in page)
