"""Words of tables: what status, level, nature and degree of adoption they mean. Sources: GB/T 20000.1, GB/T 16733, GB/T 1.2, the public registers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.domain.nearness import nearest
from stdgraph.domain.numbers import Family, Number, read_number
from stdgraph.domain.remembered import remembered
from stdgraph.domain.stages import parse_stage, status_of
from stdgraph.domain.vocabulary import Degree, Level, Membership, Nature, Priority, Standing, Status, TitleBasis

EMPTY = frozenset(
    {
        "",
        "/",
        "-",
        "--",
        "---",
        "—",
        "——",
        "－",
        "无",
        "空",
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "\\",
        "*",
        "暂无",
        "待定",
        "/无",
        "…",
        "tbd",
    }
)
"""What people write where nothing is to be said."""


class StatedState(NamedTuple):
    """What a word of state says: status, standing of a published document, and the stage, each where it says it."""

    status: Status
    standing: Standing | None = None
    stage: str | None = None


_STATES: Mapping[str, str] = {
    "PUBLISHED IN_FORCE 60.60": "现行|有效|现行有效|正在实施|已实施|实施中|在用|实施|in force|active|current|effective|valid|in effect",
    "PUBLISHED UPCOMING 60.60": "即将实施|未实施|尚未实施|待实施|已发布未实施|已发布待实施|upcoming|not yet in force|to come into force",
    "PUBLISHED . 60.60": "已发布|发布|已颁布|颁布|已出版|出版|已制定|已有|已有标准|现有|现有标准|published|issued",
    "PUBLISHED . .": "复审|修订中|修订|正在修订|在修订|拟修订|待修订|需修订|under revision|to be revised|under review",
    "PUBLISHED SUPERSEDED .": "被代替|已被代替|被替代|已被替代|已代替|superseded|replaced",
    "WITHDRAWN WITHDRAWN 95.99": "废止|已废止|作废|已作废|失效|撤销标准|废除|withdrawn|cancelled standard|obsolete|repealed",
    "DRAFTING . .": "在研|制定中|制订中|正在制定|正在制订|研制中|在制定|在制订|在编|编制中|在建|制修订中|研究制定中|在制|已立项在研"
    "|under development|in progress|in development|drafting",
    "DRAFTING . 20.00": "起草|起草中|正在起草|起草阶段|草案|已下达|下达|下达计划|draft|preparatory|working draft",
    "DRAFTING . 30.00": "征求意见|征求意见中|征求意见稿|征求意见阶段|正在征求意见|公开征求意见"
    "|for comment|consultation|public comment|committee draft",
    "DRAFTING . 40.00": "审查|审查中|送审|送审稿|审查阶段|正在审查|送审阶段|已送审|enquiry|under examination",
    "DRAFTING . 50.00": "报批|报批中|报批稿|报批阶段|已报批|正在批准|批准|批准阶段|批准中|待发布|待批准|approval|under approval",
    "PLANNED . 10.00": "立项|立项中|已申报|申报|申报立项|立项阶段|申请立项|proposal|proposed",
    "PLANNED . 00.00": "预研|预研中|预阶段|预研阶段|预研究|preliminary",
    "PLANNED . .": "拟制订|拟制定|拟制|待制定|待制订|计划|计划中|规划|规划中|未制定|未制订|需制定|待立项|拟立项|待研制|拟研制|待编|拟编|待定制|空缺"
    "|缺项|待制|新制定|拟订|计划制定|计划制订"
    "|planned|to be developed|to be drafted|future|not started|missing",
    "ABANDONED . .": "终止|已终止|撤销|已撤销|项目终止|取消|已取消|中止|暂停终止|abandoned|cancelled|discontinued|terminated",
}
_LEVELS: Mapping[Level, str] = {
    Level.NATIONAL: "国家标准|国标|国家级|国家|gb|gb/t|gb/z|国家标准（gb）|推荐性国家标准|强制性国家标准|指导性国家标准|national|national standard",
    Level.INDUSTRY: "行业标准|行标|行业|部标|industry|industry standard|sector|professional",
    Level.LOCAL: "地方标准|地标|地方|省级|db|db/t|local|local standard|provincial|regional",
    Level.GROUP: "团体标准|团标|团体|社团标准|协会标准|t|t/|group|association|group standard|association standard",
    Level.ENTERPRISE: "企业标准|企标|企业|q|q/|enterprise|company|enterprise standard",
    Level.INTERNATIONAL: "国际标准|国际|international|international standard",
    Level.OTHER: "其他|其它|国外标准|其他标准|other|foreign",
}
_NATURES: Mapping[Nature, str] = {
    Nature.MANDATORY: "强制性|强制|强制性标准|强标|q|强制性国家标准|mandatory|compulsory",
    Nature.RECOMMENDED: "推荐性|推荐|推荐性标准|推标|t|推荐性国家标准|recommended|voluntary",
    Nature.GUIDANCE: "指导性|指导性技术文件|指导|指导性文件|z|指导性国家标准|guidance|guide|informative",
}
_DEGREES: Mapping[Degree, str] = {
    Degree.IDT: "idt|等同|等同采用|≡|identical",
    Degree.MOD: "mod|修改|修改采用|modified",
    Degree.EQV: "eqv|等效|等效采用|equivalent|=",
    Degree.NEQ: "neq|非等效|非等效采用|≠|参照采用|参照|not equivalent|non-equivalent",
}
_MEMBERSHIPS: Mapping[Membership, str] = {
    Membership.STATED: "来源载明|stated|载明",
    Membership.INFERRED: "编者推断|inferred|推断",
}
_TITLE_BASES: Mapping[TitleBasis, str] = {
    TitleBasis.STATED: "文件名称|stated",
    TitleBasis.DESCRIPTIVE: "描述性名称|descriptive|暂定名称",
}
_PRIORITIES: Mapping[Priority, str] = {
    Priority.HIGH: "高|急需|紧急|急|重要|a|1|一级|high|urgent|急用|优先",
    Priority.MEDIUM: "中|一般|b|2|二级|medium|normal|较急|中等",
    Priority.LOW: "低|不急|c|3|三级|low|一般偏低",
}


@remembered(1 << 12)
def folded_word(text: str) -> str:
    """A word as it is compared: width, case, blanks and what surrounds it do not matter."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded.strip("()[]【】“”\"'。.:;,√")


def is_empty(text: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in EMPTY or text.strip() in EMPTY


def _table(words: Mapping[StrEnum, str]) -> dict[str, str]:
    return {folded_word(word): str(value.value) for value, text in words.items() for word in text.split("|")}


@cache
def _meanings(field: TableField) -> Mapping[str, str]:
    """By folded word the code that it means."""
    tables: Mapping[TableField, Mapping[str, str]] = {
        TableField.STATUS: {folded_word(word): code for code, text in _STATES.items() for word in text.split("|")},
        TableField.LEVEL: _table(_LEVELS),  # type: ignore[arg-type]
        TableField.NATURE: _table(_NATURES),  # type: ignore[arg-type]
        TableField.ADOPTION_DEGREE: _table(_DEGREES),  # type: ignore[arg-type]
        TableField.PRIORITY: _table(_PRIORITIES),  # type: ignore[arg-type]
        TableField.MEMBERSHIP: _table(_MEMBERSHIPS),  # type: ignore[arg-type]
        TableField.TITLE_BASIS: _table(_TITLE_BASES),  # type: ignore[arg-type]
    }
    return tables[TableField.STATUS if field is TableField.STAGE else field]


def state_code(state: StatedState) -> str:
    """A state as a mapping file writes it: ``PUBLISHED IN_FORCE 60.60``, a full stop where nothing is said."""
    return f"{state.status} {state.standing or '.'} {state.stage or '.'}"


def read_state(code: str) -> StatedState:
    """A state of a mapping file: a status, a stage, or all three parts. Raises ValueError that says what is accepted."""
    parts = code.split()
    if len(parts) == 1 and re.fullmatch(r"\d\d(\.\d\d)?", parts[0]):
        stage = parse_stage(parts[0])
        return StatedState(status_of(stage), None, stage)
    if len(parts) == 1 and parts[0] in Standing.__members__ and parts[0] != "WITHDRAWN":
        return StatedState(Status.PUBLISHED, Standing(parts[0]), None)
    if parts and parts[0] in Status.__members__ and len(parts) <= 3:
        standing, stage = ([*parts[1:], ".", "."])[:2]
        if standing == "." or standing in Standing.__members__:
            found = StatedState(
                Status(parts[0]),
                None if standing == "." else Standing(standing),
                None if stage == "." else parse_stage(stage),
            )
            if found.stage is None or status_of(found.stage) is found.status:
                return found
    raise ValueError(
        f"invalid state {code!r}: expected a status ({', '.join(Status)}), a standing ({', '.join(Standing)}), a stage such as 30.00,"
        " or status, standing and stage with '.' for none"
    )


_CODES: Mapping[TableField, type[StrEnum]] = {
    TableField.LEVEL: Level,
    TableField.NATURE: Nature,
    TableField.ADOPTION_DEGREE: Degree,
    TableField.PRIORITY: Priority,
    TableField.MEMBERSHIP: Membership,
    TableField.TITLE_BASIS: TitleBasis,
}
WORD_FIELDS = (TableField.STATUS, TableField.STAGE, *_CODES)
"""Fields whose values are words of a list."""


def codes_of(field: TableField) -> tuple[str, ...]:
    """The codes that words of a field may mean; of a state the status, which may be followed by a standing and a stage."""
    return tuple(_CODES.get(field, Status).__members__)


def check_code(field: TableField, code: str) -> str | None:
    """The code that a mapping file gives to a word of a field, by itself or by a word that is known; None for none that there is.

    Raises ValueError that says what is accepted for a state that there is not, of which there are many forms.
    """
    if field in (TableField.STATUS, TableField.STAGE):
        try:
            return state_code(read_state(code))
        except ValueError:
            known = meaning(field, code)
            if known is None:
                raise
            return known
    return code if code in _CODES[field].__members__ else meaning(field, code)


_REMARK = re.compile(r"[(\[（【].*[)\]）】]$")
_BETWEEN = re.compile(r"[/、,，;；\n]+")
_ISSUER = re.compile(r"[a-z]{2,4}(?:/[a-z]{1,2})?|db\d{2,4}(?:/t)?|[tq]/[a-z]{1,8}")
_SINCE = re.compile(r"[（(]?\d{4}.*$")


def meaning(field: TableField, text: str) -> str | None:
    """The code that a word of a field means; None for a word that is not known."""
    known = _meanings(field)
    word = folded_word(text)
    if word in known:
        return known[word]
    if field in (TableField.STATUS, TableField.STAGE) and re.fullmatch(r"\d\d\.\d\d", word):
        try:
            return state_code(read_state(word))
        except ValueError:
            return None
    bare = folded_word(_SINCE.sub("", _REMARK.sub("", text.strip())).strip())
    return known.get(bare) or (_level_of_code(bare) if field is TableField.LEVEL else _of_several(known, text))


def _level_of_code(word: str) -> str | None:
    """The level of standards whose numbers begin so: ``NB/T`` is an industry's."""
    if not _ISSUER.fullmatch(word):
        return None
    number = read_number(f"{word.upper()} 1-2000")
    level = number.level if isinstance(number, Number) and number.family is not Family.OTHER else None
    return level.value if level else None


def _of_several(known: Mapping[str, str], text: str) -> str | None:
    """The meaning of several words that agree on the status: 现行/修订中. The first one that says most counts."""
    parts = [known.get(folded_word(part)) for part in _BETWEEN.split(text)]
    found = [part for part in parts if part]
    if len(parts) < 2 or len(found) < len(parts) or len({part.split()[0] for part in found}) > 1:
        return None
    return min(found, key=lambda part: part.count(" ."))


def nearest_words(field: TableField, text: str) -> tuple[str, ...]:
    """The known words that come nearest to one that is not known, best first."""
    return _nearest_words(field)(folded_word(text))


@cache
def _nearest_words(field: TableField) -> Callable[[str], tuple[str, ...]]:
    @remembered(1 << 7)
    def found(word: str) -> tuple[str, ...]:
        return tuple(nearest(word, ((known, ()) for known in _meanings(field))))

    return found
