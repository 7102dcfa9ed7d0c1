"""A large seed is read in little memory: rows pass, keys stay."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.datasets.small_seed import FILES, write_small

COUNT = 20_000
ALLOWED = 60
"""Megabytes; 34 were measured. The ISO register of 55,000 standards takes 58, and took 236 when all rows were kept."""

MEASURE = """
import sys
from pathlib import Path
from stdgraph.datasets.reader import read_seed

def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024

before = peak()
seed = read_seed(Path(sys.argv[1]))
count = sum(1 for part in seed.systems for table in (part.standards, part.listings, part.replacements) for _ in table)
print(len(seed.external), count, peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to measure one process's memory")
def test_a_large_seed_is_read_in_little_memory(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "large")
    head = FILES["X2024/standards.csv"].splitlines()[0]
    title = "中文标题" * 10
    write(
        folder / "X2024/standards.csv",
        head,
        (
            f"L{n},GB/T {n + 1000}-2020,GB/T {n + 1000}—2020,{title},{title},national,recommended,60.60,,,2020-01-01,"
            f"2020-07-01,,2019{n:04}-T-339,SAC/TC1,stated,27.160,K83,R001,IDT,LI_BATTERY,page {n},verified,{title}"
            for n in range(COUNT)
        ),
    )
    write(
        folder / "X2024/listings.csv",
        "standard,subsystem,item_number,membership,note",
        (f"L{n},{place},{n},stated," for n in range(COUNT) for place in ("AA", "B")),
    )
    write(
        folder / "X2024/replacements.csv",
        "successor,predecessor,extent,since,source,confidence,note",
        (f"L{n + 1},L{n},whole,2020-07-01,page,verified," for n in range(COUNT - 1)),
    )
    write(folder / "X2024/references.csv", "standard,refers_to,normative,source,confidence,note", ())
    write(folder / "claims.csv", "id,subject_type,subject,field,value,chosen,confidence,source,note", ())
    ended = subprocess.run(
        [sys.executable, "-c", MEASURE, str(folder)], check=True, capture_output=True, text=True, timeout=300
    )
    external, count, grown = ended.stdout.split()
    assert (int(external), int(count)) == (0, 4 * COUNT - 1)
    assert float(grown) < ALLOWED, grown


def write(path: Path, head: str, rows: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(head + "\n")
        file.writelines(f"{row}\n" for row in rows)  # type: ignore[attr-defined]
