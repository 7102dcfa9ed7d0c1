"""Names of sheets and headings that say the state of what stands below them, and are no subsystem: 现行标准, 拟制定标准."""

from __future__ import annotations

import re
import unicodedata

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.words import meaning

_STATES = (
    "现行|现行有效|已发布|即将实施|在研|在制定|在编|制定中|制订中|正在制定|拟制定|拟制订|待制定|待制订|计划制定|计划制订|废止|已废止"
    "|in force|published|under development|planned|withdrawn"
)
_NAME = re.compile(
    rf"(?:\S{{0,6}}[、.)]\s*)?(?:附件?\d?\s*)?(?P<state>{_STATES})\s*(?:的)?\s*(?:国家|行业)?(?:标准|项目|计划)?"
    r"\s*(?:明细表|明细|清单|目录|列表|standards?)?",
    re.IGNORECASE,
)


def state_of_name(name: str) -> str | None:
    """The state, as mapping files write it, that a name says; None for another name."""
    found = _NAME.fullmatch(unicodedata.normalize("NFKC", name).strip())
    return meaning(TableField.STATUS, found["state"]) if found else None
