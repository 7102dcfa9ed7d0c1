"""Versions that follow each other: what becomes of them when facts have other values from a day on, and since when a fact has held."""

from __future__ import annotations

from datetime import date

from stdgraph.domain.versions import Version, held_since, with_values

A, B, C = date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)


def test_a_change_splits_the_version_of_its_day() -> None:
    assert with_values([Version({"n": 1})], {"n": 2}, B) == [Version({"n": 1}, None, B), Version({"n": 2}, B)]


def test_a_version_that_had_not_begun_is_replaced() -> None:
    versions = [Version({"n": 1}, None, B), Version({"n": 2}, B)]
    assert with_values(versions, {"n": 3}, B) == [Version({"n": 1}, None, B), Version({"n": 3}, B)]


def test_what_is_told_late_replaces_what_was_said_of_later_days() -> None:
    versions = [Version({"n": 1}, None, B), Version({"n": 2}, B, C), Version({"n": 3}, C)]
    assert with_values(versions, {"n": 4}, A) == [Version({"n": 1}, None, A), Version({"n": 4}, A)]


def test_other_facts_stay_as_they_are_on_every_day() -> None:
    versions = [Version({"n": 1, "m": 1}, None, B), Version({"n": 1, "m": 2}, B)]
    assert with_values(versions, {"n": 5}, None) == [
        Version({"n": 5, "m": 1}, None, B),
        Version({"n": 5, "m": 2}, B),
    ]


def test_versions_that_say_the_same_are_one() -> None:
    versions = [Version({"n": 1}, None, B), Version({"n": 2}, B)]
    assert with_values(versions, {"n": 1}, B) == [Version({"n": 1})]
    assert with_values([Version({"n": 1})], {"n": 1}, B) == [Version({"n": 1})]


def test_a_fact_has_held_since_its_own_last_change() -> None:
    versions = [Version({"n": 1, "m": 1}, None, A), Version({"n": 2, "m": 1}, A, B), Version({"n": 2, "m": 2}, B)]
    assert held_since(versions, "n") == A
    assert held_since(versions, "m") == B
    assert held_since([Version({"n": 1}, A)], "n") == A
    assert held_since([Version({"n": 1})], "n") is None
