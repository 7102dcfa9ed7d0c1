"""The calendar day of the tests: they give the same answers whenever they run, over midnight too."""

from __future__ import annotations

from datetime import date

TODAY = date(2026, 11, 23)
"""What ``stdgraph.domain.calendar.today()`` returns in this process. A process that a test starts has the machine's day."""
