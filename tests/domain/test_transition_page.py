from __future__ import annotations

from tests.domain.transition_page import shown, tables


def test_the_page_shows_the_table_as_it_is() -> None:
    assert shown() == tables(), "python -m tests.domain.transition_page writes it"
