"""Every operation answers without errors, and alike: asked twice, after the seed was loaded again, and on both engines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.store.session import Graph
from tests.contract.operations import SENT, document, title
from tests.graphql.client import Ask

Sent = tuple[str, dict[str, Any]]

ANSWERS: dict[str, Any] = {}
"""What the engine that was asked first answered."""


def without_recording_times(answer: Any) -> Any:
    """The answer with every ``recordedAt``, which is when a catalogue was loaded, checked and left out."""
    if isinstance(answer, list):
        return [without_recording_times(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    if "recordedAt" in answer:
        assert datetime.fromisoformat(answer["recordedAt"]).tzinfo is not None
    return {key: without_recording_times(value) for key, value in answer.items() if key != "recordedAt"}


@pytest.mark.parametrize("sent", SENT, ids=title)
async def test_an_operation_answers_alike_whenever_and_wherever_it_is_sent(ask: Ask, sent: Sent) -> None:
    name, variables = sent
    answer = without_recording_times(await ask(document(name), **variables))
    assert answer == without_recording_times(await ask(document(name), **variables))
    assert answer == ANSWERS.setdefault(title(sent), answer)


async def test_a_second_load_changes_no_answer(ask: Ask, seeded: Graph) -> None:
    before = [await ask(document(name), **variables) for name, variables in SENT]
    report = await load_seed(seeded, read_seed(bundled_seed()))
    assert not report.changed
    assert before == [await ask(document(name), **variables) for name, variables in SENT]
