"""Days, stages and moves for the property tests: a narrow span, so that days coincide."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from stdgraph.domain.move_spans import Move
from stdgraph.domain.stages import STAGES, SUBSTAGES

FIRST = date(2020, 1, 1)

days = st.integers(0, 12).map(lambda offset: FIRST + timedelta(offset))
maybe_days = st.none() | days
codes = st.builds("{}.{}".format, st.sampled_from(sorted(STAGES)), st.sampled_from(sorted(SUBSTAGES)))
moves = st.lists(st.builds(Move, codes, maybe_days), max_size=6)
_texts = days.flatmap(lambda day: st.sampled_from((day.isoformat()[:4], day.isoformat()[:7])))
partial_moves = st.lists(st.builds(Move, codes, maybe_days) | st.builds(Move, codes, st.none(), _texts), max_size=6)
