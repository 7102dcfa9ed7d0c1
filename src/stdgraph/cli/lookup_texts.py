"""What the commands say with which people look things up and change them, in Chinese and in English side by side."""

from __future__ import annotations

from stdgraph.cli.texts import Phrase
from stdgraph.domain.vocabulary import CellState

# standard
TAKEN = Phrase(
    "{text} 有 {count} 个版本，所示为 {number}；其他版本：{others}",
    "{text} has {count} editions, this is {number}; the others: {others}",
)
ON_DAY = Phrase("{on} 的状态", "on {on}")
STATE = Phrase("状态", "status")
STAGE = Phrase("阶段", "stage")
NUMBER = Phrase("编号", "number")
STAGE_SINCE = Phrase("{stage}（自 {since}）", "{stage} (since {since})")
NUMBER_AS_PRINTED = Phrase("印载编号", "as printed")
PLAN_NUMBER = Phrase("计划号", "plan number")
LEVEL_AND_NATURE = Phrase("层级与性质", "level and nature")
PUBLICATION = Phrase("发布", "published")
ENTRY_INTO_FORCE = Phrase("实施", "in force")
WITHDRAWAL = Phrase("废止", "withdrawn")
DUE_ON = Phrase("报批期限", "due")
REVIEW_DUE_ON = Phrase("复审期限", "review due")
RETIRED_ON = Phrase("退出体系", "off the plan")
DAY_BETWEEN = Phrase("{earliest} 至 {latest}（{basis}）", "{earliest} to {latest} ({basis})")
DAY_BY = Phrase("不晚于 {latest}（{basis}）", "by {latest} ({basis})")
DAY_FROM = Phrase("不早于 {earliest}（{basis}）", "not before {earliest} ({basis})")
REPLACES = Phrase("代替", "replaces")
REPLACED_BY = Phrase("被代替", "replaced by")
ADOPTS = Phrase("采用", "adopts")
ADOPTED_BY = Phrase("被采用", "adopted by")
AMENDS = Phrase("修改", "amends")
AMENDMENTS = Phrase("修改单", "amendments")
REFERENCES = Phrase("引用", "references")
REFERENCED_BY = Phrase("被引用", "referenced by")
EDITIONS = Phrase("版本", "editions")
SPLIT_FROM = Phrase("分自", "split from")
SPLIT_INTO = Phrase("分出", "split into")
LISTED_IN = Phrase("列入", "listed in")
LISTED_FOR = Phrase("（{since} 至 {until}）", " ({since} to {until})")
OWNERS = Phrase("归口单位", "committees")
OFFERED_TO = Phrase("拟移交", "offered to")
CATEGORIES = Phrase("适用类别", "categories")
DEPENDING = Phrase("影响", "impact")
IMPACT_LINE = Phrase(
    "{categories} 个类别依赖它，{standards} 项标准直接或间接使用它；详见 stdgraph impact",
    "{categories} categories depend on it, {standards} standards use it directly or through others; see stdgraph impact",
)
SOURCES = Phrase("来源", "sources")
REMARK = Phrase("备注", "remark")
DOCUMENTS = Phrase("文件", "documents")
CLAIMS = Phrase("说法不一之处", "what sources say differently")
HISTORY = Phrase("历史（序号用于 stdgraph undo）", "history (stdgraph undo takes the number of a change)")
REVISION = Phrase("修订号", "revision")

TRY_SEARCH = Phrase("{told}；可检索：stdgraph search {text}", "{told}; try stdgraph search {text}")
# search
FOUND = Phrase("“{text}”：{total} 项中的前 {shown} 项", "{text}: {shown} of {total}")
NOTHING_FOUND = Phrase("没有找到“{text}”", "nothing found for {text}")

# committees
COMMITTEES = Phrase("技术委员会：{count} 个", "committees: {count}")
PART_OF = Phrase("上级", "part of")
SUBCOMMITTEES = Phrase("分技术委员会", "subcommittees")
SECRETARIAT = Phrase("秘书处承担单位", "secretariat")
STANDARDS = Phrase("标准", "standards")
STANDARD_COUNTS = Phrase(
    "收录 {listed}：计划 {planned}，在研 {drafting}，已发布 {published}",
    "{listed} listed: {planned} planned, {drafting} drafting, {published} published",
)
WORKLOAD = Phrase("在手项目", "open projects")
DUE = Phrase("{days} 天内到期或已逾期：{count} 项", "due within {days} days or late: {count}")
NOTHING_DUE = Phrase("{days} 天内没有到期的项目", "nothing is due within {days} days")
OFFERED = Phrase("待接收的移交", "offered to it")
OFFERING = Phrase("待对方接收的移交", "offered by it")
COMMITTEE_GAPS = Phrase("缺口：{total} 项中的前 {shown} 项", "gaps: {shown} of {total}")

# coverage and readiness
MARKS: dict[str, tuple[str, str]] = {
    CellState.IN_FORCE: ("现", "F"),
    CellState.UPCOMING: ("即", "U"),
    CellState.DRAFTING: ("研", "D"),
    CellState.PLANNED: ("拟", "P"),
    CellState.GROUP_ONLY: ("团", "G"),
    CellState.MISSING: ("缺", "!"),
    CellState.EMPTY: ("·", "·"),
}
"""How a matrix shows the state of a cell: one mark each."""
COVERAGE_SUMMARY = Phrase(
    "有文件要求 {demanded} 项：已满足 {met}，即将实施 {upcoming}，在研 {drafting}，拟制订 {planned}，仅有团体标准 {group_only}，缺失 {missing}",
    "demanded {demanded}: {met} met, {upcoming} upcoming, {drafting} drafting, {planned} planned, {group_only} with group "
    "standards only, {missing} missing",
)
MARKS_MEAN = Phrase("图例：{marks}；* 有文件要求", "marks: {marks}; * demanded by a document")
ROWS_EMPTY = Phrase(
    "未列 {count} 个空行（--all 全部列出）：{codes}", "{count} empty rows left out (--all shows them): {codes}"
)
COLUMNS_EMPTY = Phrase("未列 {count} 个空列（--all 全部列出）", "{count} empty columns left out (--all shows them)")
NOTHING_COVERED = Phrase("没有任何类别的要求或标准", "no category is demanded or covered")
READY_FOR = Phrase("{category}：{subsystem}", "{category}: {subsystem}")
READY_SUMMARY = Phrase(
    "链条共 {total} 个类别：现行 {in_force}，推进中 {underway}，仅有团体标准 {group_only}，缺失 {missing}（{ratio}）",
    "{total} categories in the chain: {in_force} in force, {underway} underway, {group_only} with group standards only, "
    "{missing} missing ({ratio})",
)
READY_COMPLETE = Phrase("链条完整", "the chain is complete")
NEXT_STEPS = Phrase("下一步（按解锁数量）", "what to close next, that which unlocks most first")
ONE_OF_SEVERAL = Phrase(
    "{category} 的标准需求有 {count} 个子体系，请再给出一个：{subsystems}",
    "{category} is demanded in {count} subsystems, name one of them: {subsystems}",
)
NO_DEMAND = Phrase(
    "没有文件对 {category} 提出标准需求，请给出子体系，如 ICN2024/BAB",
    "no document demands a standard for {category}: name a subsystem, such as ICN2024/BAB",
)
INVALID_SUBSYSTEM = Phrase(
    "子体系 {text} 无效：应为 体系/代号，如 ICN2024/BAB",
    "invalid subsystem {text}: expected SYSTEM/CODE, such as ICN2024/BAB",
)

# gap
NO_GAP = Phrase(
    "{on} 没有缺口 {gap}（缺口的标识见 stdgraph gaps --format csv）",
    "there is no gap {gap} on {on} (stdgraph gaps --format csv shows the ids)",
)
GONE = Phrase("缺口 {gap} 已消失，以下是其记录", "gap {gap} is gone, this is its record")
NOT_TRACKED = Phrase(
    "尚无人跟踪；stdgraph track {gap} 记录决定", "nobody tracks it yet; stdgraph track {gap} records a decision"
)
ID = Phrase("标识", "id")
ABOUT = Phrase("对象", "about")
KIND = Phrase("类型", "kind")
SEVERITY_AND_SCORE = Phrase("严重程度", "severity")
SCORED = Phrase("{severity}，分值 {score}", "{severity}, score {score}")
SINCE = Phrase("始于", "since")
PLACE = Phrase("所在", "stands in")
CONCERNS = Phrase("涉及", "concerns")
UNLOCKS = Phrase("解锁", "what it blocks")
REMEDY = Phrase("解决办法", "what closes it")
CANDIDATES = Phrase("候选项目", "candidates")
EVIDENCE = Phrase("依据", "evidence")
RECORD = Phrase("处理记录", "record")
RECORD_STATUS = Phrase("状态", "status")
PRIORITY = Phrase("优先级", "priority")
OWNER = Phrase("负责单位", "owner")
RESEARCH = Phrase("需要研究", "needs research")
RECOMMENDATION = Phrase("建议", "recommendation")
ENTRIES = Phrase("记录历史", "its history")
YES = Phrase("是", "yes")
NO = Phrase("否", "no")

# changes
EMPTY_TOKEN = Phrase(
    "令牌为空（--token、STDGRAPH_TOKEN）：请给出令牌，或不使用该选项",
    "the token is empty (--token, STDGRAPH_TOKEN): give one, or leave the option out",
)
DRY_RUN = Phrase("试运行，未写入", "dry run, nothing written")
ASK = Phrase("是否执行？[y/N] ", "Do it? [y/N] ")
NOT_DONE = Phrase("未执行，没有更改任何内容", "not done, nothing was changed")
UNDO_WITH = Phrase(
    "变更 {sequence}；撤销：stdgraph undo {sequence} --reason …",
    "change {sequence}; to take it back: stdgraph undo {sequence} --reason …",
)
NOTHING_CHANGED = Phrase("没有变化", "nothing changed")
ALLOWED = Phrase("可进入的阶段：{stages}", "stages that may follow: {stages}")
MISSING = Phrase("还须给出：{options}", "also required: {options}")
PROBLEM = Phrase("{field}：{problem}", "{field}: {problem}")
INVALID_DATE = Phrase(
    "日期 {text} 无效：应为 YYYY-MM-DD、YYYY-MM 或 YYYY", "invalid date {text}: expected YYYY-MM-DD, YYYY-MM or YYYY"
)
INVALID_STAGE = Phrase(
    "阶段代码 {text} 无效：应为 XX 或 XX.YY，XX 为 {stages} 之一，YY 为 {substages} 之一",
    "invalid stage {text}: expected XX or XX.YY, XX one of {stages} and YY one of {substages}",
)
NOTHING_TO_TRACK = Phrase(
    "请至少给出一项决定，如 --status 或 --note", "give at least one decision, such as --status or --note"
)
WAS_AND_IS = Phrase("{name}：{was} → {now}", "{name}: {was} → {now}")

# undo
NO_CHANGE = Phrase("没有变更 {sequence}：最后一个是 {last}", "there is no change {sequence}: the last one is {last}")
NO_CHANGES = Phrase("目录中没有变更", "the catalogue holds no change")
REASON_REQUIRED = Phrase("撤销变更须给出 --reason", "taking a change back requires --reason")
CHANGE_OR_LOAD = Phrase(
    "{text} 既是变更的序号，又是加载 {load} 的开头：撤销变更请加 --change，撤销加载请多给几位",
    "{text} is both a change and the beginning of load {load}: add --change for the change, or write more of the load's id",
)
TAKING_BACK = Phrase(
    "撤销变更 {sequence}：{kind}（{actor}，{at}），{thing}",
    "taking back change {sequence}: {kind} by {actor} on {at}, {thing}",
)
TAKEN_BACK = Phrase("已撤销变更 {sequence}", "change {sequence} is taken back")
CAN_BE_TAKEN_BACK = Phrase("变更 {sequence} 可以撤销", "change {sequence} can be taken back")
LOADS_ARE_ADMINISTRATORS = Phrase(
    "“{name}”不能撤销加载：需要管理员", "{name} may not take a load back: requires an administrator"
)
