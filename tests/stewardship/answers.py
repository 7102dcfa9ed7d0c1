"""What the service answers about the systems on a day: everything that a command of a steward may move."""

from __future__ import annotations

from typing import Any

from tests.graphql.actor import Actor

FIGURES = "listed items itemsMet itemsOpen planned drafting published withdrawn completion inferred imprecise"
DOCUMENT = f"""
query ($on: Date!) {{
  systems {{
    code title retiredOn
    progress(asOf: $on) {{ {FIGURES} declared unitemised itemsLeft abandoned }}
    tree(asOf: $on) {{ subsystem {{ code title }} parentCode own {{ {FIGURES} }} total {{ {FIGURES} }} }}
    targets(asOf: $on) {{ id statement required by achieved state }}
  }}
  coverage(system: "PV2024", asOf: $on, depth: 3) {{
    columns {{ code }} rows {{ code }} cells {{ row column state demanded }}
  }}
  gaps(asOf: $on, first: 200) {{ totalCount edges {{ node {{ key severity score message }} }} }}
  committee(code: "SAC/TC90") {{ title progress(asOf: $on) {{ {FIGURES} }} }}
  productCategories {{ code title }}
  progressHistory(scope: {{system: "PV2024"}}, from: "2026-01-01", to: $on, plan: ON_DAY) {{ on listed items itemsMet }}
}}
"""


async def answers(actor: Actor, on: str) -> Any:
    """The answers for a day. Systems are listed as of today: one that is not on the plan by then is left out."""
    told = await actor.data(DOCUMENT, on=on)
    return {**told, "systems": [one for one in told["systems"] if one["tree"]]}
