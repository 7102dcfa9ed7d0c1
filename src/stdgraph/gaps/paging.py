"""Pages of ranked gaps: a cursor is the rank of a gap, so a page stays right while gaps come and go."""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_right
from collections.abc import Sequence

import orjson

from stdgraph.errors import BadInput
from stdgraph.gaps.gap import RANK, Gap
from stdgraph.graph.keyset import Page
from stdgraph.model.answers import Answer


def page(gaps: Sequence[Gap], wanted: Page) -> Answer:
    """The first ``size`` gaps after a cursor, as a connection. Raises BadInput for a cursor that is none."""
    start = bisect_right(gaps, _decode(wanted.cursor), key=RANK) if wanted.cursor is not None else 0
    shown = gaps[start : start + wanted.size]
    edges = [{"cursor": _encode(gap), "node": gap} for gap in shown]
    return {
        "edges": edges,
        "pageInfo": {
            "hasNextPage": start + len(shown) < len(gaps),
            "hasPreviousPage": start > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def _encode(gap: Gap) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(gap.rank)).decode().rstrip("=")


def _decode(cursor: str) -> tuple[int, str]:
    try:
        score, identifier = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return int(score), str(identifier)
    except (ValueError, TypeError, binascii.Error):
        raise BadInput(f"cursor {cursor!r} is none of ours: pass an endCursor as it came") from None
