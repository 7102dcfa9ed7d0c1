"""Where a page stands (Relay)."""

from __future__ import annotations

import strawberry

from stdgraph.api.types.fields import plain


@strawberry.type(description="Where a page stands among its neighbours.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = plain("Whether more rows follow.")
    has_previous_page: bool = plain("Whether rows come before.")
    start_cursor: str | None = plain("Cursor of the first row; null on an empty page.")
    end_cursor: str | None = plain("Cursor of the last row; null on an empty page.")
