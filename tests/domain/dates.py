"""Days, stages and moves for the property tests: a narrow span, so that days coincide."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from stdgraph.domain.stages import STAGES, SUBSTAGES

FIRST = date(2020, 1, 1)

days = st.integers(0, 12).map(lambda offset: FIRST + timedelta(offset))
maybe_days = st.none() | days
codes = st.builds("{}.{}".format, st.sampled_from(sorted(STAGES)), st.sampled_from(sorted(SUBSTAGES)))
moves = st.lists(st.tuples(maybe_days, codes), max_size=6)
