"""The transition table as it stands in docs/lifecycle.md. ``python -m tests.domain.transition_page`` writes it there."""

from __future__ import annotations

import re
from pathlib import Path

from stdgraph.domain.stages import STAGES, stage_title
from stdgraph.domain.transitions import ENTRIES, FAST_TRACK, NEXT, PHASES, REQUIRED, RETURNS, Project, allowed
from stdgraph.domain.vocabulary import Language

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"
BETWEEN = re.compile(r"(?<=<!-- transitions -->\n).*(?=<!-- end of transitions -->)", re.DOTALL)


def tables() -> str:
    """Stages, and below them every stage code with what may follow, in Markdown."""
    return "\n".join(["", *_stages(), "", *_codes(), "", ""])


def shown() -> str:
    """What the page shows."""
    found = BETWEEN.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None, f"{PAGE} has no place for the table"
    return found[0]


def _stages() -> list[str]:
    rows = [
        "| stage | 阶段 | name | status | months | demands | leads to | adopting | revising | back to |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for code, stage in STAGES.items():
        skips = FAST_TRACK.get(code, {})
        cells = (
            code,
            stage.zh,
            stage.en,
            stage.status,
            "" if stage.normal_months is None else str(stage.normal_months),
            ", ".join(f"`{name}`" for name in REQUIRED.get(code, ())),
            *(", ".join(ones) for ones in (NEXT[code], skips.get("adopting", ()), skips.get("revising", ()))),
            ", ".join(RETURNS.get(code, ())),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _codes() -> list[str]:
    rows = ["| from | 从 | from | may follow |", "|---|---|---|---|"]
    for main, subs in PHASES.items():
        for sub in subs:
            code = f"{main}.{sub}"
            names = (stage_title(code, language) for language in (Language.ZH, Language.EN))
            rows.append(f"| {code} | {' | '.join(names)} | {_following(code) or '—'} |")
    return rows


def _following(code: str) -> str:
    """The codes that may follow, those of one stage together; a stage that may be entered by all its ways in brief."""
    by_stage: dict[str, list[str]] = {}
    for one in allowed(code, Project()):
        by_stage.setdefault(one[:2], []).append(one[3:])
    told = []
    for main, subs in by_stage.items():
        told.append(f"**{main}**" if subs == list(ENTRIES[main]) and main != code[:2] else _codes_of(main, subs))
    return ", ".join(told)


def _codes_of(main: str, subs: list[str]) -> str:
    return ", ".join(f"{main}.{sub}" for sub in subs)


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BETWEEN.sub(lambda _: tables(), page), encoding="utf-8")
