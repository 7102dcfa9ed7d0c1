"""Days, drawn so that they meet, and spells between them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

DAYS = (date(2015, 6, 30), date(2024, 10, 1), date(2026, 3, 1), date(2026, 11, 23))
"""The days that the answers are compared on."""

NEVER = date.min
"""What is retired from this day on never was on the plan."""

known_days = st.sampled_from(
    [
        *(date(year, 2, 28) + timedelta(days=1) for year in (2004, 2016, 2021)),
        *(day + timedelta(days=step) for day in DAYS for step in (-1, 0, 1)),
        *(date(2010, 6, 29), date(2010, 6, 30), date(2019, 10, 1)),
    ]
)
days = st.none() | known_days
terms: st.SearchStrategy[tuple[date | None, date | None]] = st.just((None, None)) | st.tuples(days, days).map(
    lambda one: (
        one if one[0] is None or one[1] is None else (min(one[0], one[1]), max(one[0], one[1]) + timedelta(days=1))
    )
)
"""From when until when something stands somewhere."""
