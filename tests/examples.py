"""How many examples a property is tried on, and how they are drawn.

The default profile draws the same examples at every run, so that the outcome depends on the commit alone. ``make fuzz``
draws at random and more: ``STDGRAPH_TEST_EXAMPLES`` multiplies every count. What it finds is kept as an ``@example``.
"""

from __future__ import annotations

import os
from random import Random

from hypothesis import HealthCheck, settings

MORE = int(os.environ.get("STDGRAPH_TEST_EXAMPLES", "1"))
KILLS = int(os.environ.get("STDGRAPH_TEST_KILLS", "18"))
"""How often processes are killed. Each test that kills takes its share."""

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
"""Health checks that measure the machine's speed or the size of drawn catalogues."""

USUAL = 100
"""Examples of a property that names no number."""


def examples(count: int) -> settings:
    """Settings of a property that is tried on so many examples, and on more by ``make fuzz``."""
    return settings(max_examples=count * MORE)


def chance(seed: int) -> Random:
    """What a test draws from that is no property of hypothesis: the same at every run, other with each seed of ``make fuzz``."""
    fuzzed = os.environ.get("STDGRAPH_TEST_SEED")
    return Random(f"{fuzzed}-{seed}" if fuzzed else seed)  # noqa: S311  no secret


def register_profiles() -> None:
    """Register the profiles and load the one in which the outcome depends on the commit alone."""
    common = settings(max_examples=USUAL * MORE, deadline=None, suppress_health_check=SLOW, print_blob=True)
    settings.register_profile("commit", common, derandomize=True, database=None)
    settings.register_profile("fuzz", common, derandomize=False)
    settings.load_profile("commit")
