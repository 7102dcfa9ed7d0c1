"""``tests/`` mirrors ``src/``: whoever knows where code is knows where its tests are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
ACROSS = {"bench", "browser", "clients", "concurrency", "contract", "docs", "infra", "oracle", "upgrades"}
"""Folders of tests that are about no one package."""


def packages(folder: Path) -> set[str]:
    """The packages of the first level."""
    return {path.parent.name for path in folder.glob("*/__init__.py")}


def test_every_package_has_a_folder_of_tests_and_every_folder_a_package() -> None:
    assert packages(ROOT / "tests") - ACROSS == packages(ROOT / "src" / "stdgraph")


def test_every_folder_of_tests_has_tests() -> None:
    for name in packages(ROOT / "tests"):
        assert list((ROOT / "tests" / name).glob("test_*.py")), name
