"""A bigger catalogue than the seed: the seed's files with rows added."""

from __future__ import annotations

import shutil
from pathlib import Path

from stdgraph.datasets.reader import bundled_seed

ADDED = 150


def bigger_seed(folder: Path) -> Path:
    """A copy of the seed with more standards, listed twice, in PV2024: each drafted by SAC/TC90 and replacing one of the seed."""
    seed = folder / "seed"
    shutil.copytree(bundled_seed(), seed)
    for n in range(ADDED):
        identifier = f"B{n:03}"
        _append(
            seed / "PV2024" / "standards.csv",
            id=identifier,
            title_zh=f"光伏组件 追加项目 {n}",
            level="national",
            nature="recommended",
            stage="20.00",
            stage_on="2026-01-05",
            committees="SAC/TC90",
            owner_basis="inferred",
            product_categories="PV_MODULE|PV_CELL",
            source="general-knowledge",
            confidence="derived",
        )
        for subsystem in ("DA", "DBC"):
            _append(seed / "PV2024" / "listings.csv", standard=identifier, subsystem=subsystem, membership="inferred")
    return seed


def _append(file: Path, **row: str) -> None:
    header, *rest = file.read_text(encoding="utf-8").splitlines()
    columns = header.split(",")
    assert set(row) <= set(columns), file
    file.write_text(
        "\n".join([header, *rest, ",".join(row.get(name, "") for name in columns)]) + "\n", encoding="utf-8"
    )
