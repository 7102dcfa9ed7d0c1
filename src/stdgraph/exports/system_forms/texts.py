"""What the forms say, in both languages."""

from __future__ import annotations

from stdgraph.domain.terms import Term

FORMS = Term("标准体系表", "Forms of the standards system")
COVER = Term("封面与编制说明", "Cover and note")
STRUCTURE = Term("体系结构", "Structure")
ITEMS = Term("标准明细表", "List of standards")
STATISTICS = Term("标准统计表", "Statistics")
GAPS = Term("标准缺口", "Gaps")
DIAGRAM = Term("{title} 标准体系结构图", "{title}: structure diagram")
SHEET_TITLE = Term("{title} {sheet}", "{title}: {sheet}")
"""What stands above a sheet."""
PAGE = Term("第 &P 页，共 &N 页", "Page &P of &N")
AS_OF = Term("数据截至 {on}", "As of {on}")
NONE = Term("（无）", "(none)")
NOTHING = "—"
"""Stands where a figure has no value."""
UNDECIDED = Term("未定", "Not decided")
TOTAL = Term("合计", "Total")
TOTAL_ITEMISED = Term("已列明细合计", "Total of what is itemised")
UNITEMISED = Term("文件载明而未列入明细", "Declared and not itemised")

CODE = Term("体系代码", "Code")
ISSUER = Term("发布机关", "Issuer")
DOCUMENT = Term("文号", "Document number")
ISSUED = Term("成文日期", "Issued on")
ANNOUNCED = Term("公布日期", "Announced on")
REVISES = Term("修订自", "Revises")
HORIZON = Term("规划期", "Horizon")
DAY = Term("数据截至", "As of")
REVISION = Term("目录修订号", "Revision of the catalogue")

STRUCTURE_SIZE = Term("体系结构", "Structure")
STRUCTURE_FIGURES = Term(
    "子体系 {subsystems} 个，其中一级 {top} 个，共 {depth} 层",
    "{subsystems} subsystems, {top} at the top, {depth} levels",
)
ITEM_COUNT = Term("标准项目", "Items")
ITEM_FIGURES = Term(
    "应有 {items} 项，其中现有（有现行文件）{met} 项，未满足 {open} 项",
    "{items} required, of which {met} exist (a document is in force) and {open} are open",
)
DECLARED = Term("文件载明项数", "Declared items")
DECLARED_FIGURES = Term(
    "{declared} 项，其中 {unitemised} 项未列入明细", "{declared}, of which {unitemised} are not itemised"
)
COMPLETION = Term("完成率", "Completion")
DOCUMENTS = Term("收录标准文件", "Documents listed")
DOCUMENT_FIGURES = Term(
    "{listed} 项：现行 {inForce}，即将实施 {upcoming}，被代替 {superseded}，废止 {withdrawn}，在研 {drafting}，拟制订 {planned}，终止 {abandoned}",
    "{listed}: {inForce} in force, {upcoming} upcoming, {superseded} superseded, {withdrawn} withdrawn, {drafting} in drafting, "
    "{planned} planned, {abandoned} abandoned",
)
GAP_COUNT = Term("标准缺口", "Gaps")
GAP_FIGURES = Term("{gaps} 个", "{gaps}")
SOURCES = Term("资料来源", "Sources")
REMARK = Term("编者备注", "Compiler's remark")
NOTE = Term("编制说明", "Compilation note")

NOTE_FORM = Term(
    "表式参照 GB/T 13016《标准体系构建原则和要求》。编制时未能取得该标准文本，明细表、统计表的栏目依据对其 2009 年版的一般了解确定，"
    "使用前请与标准文本核对。",
    "The forms follow GB/T 13016 (principles and requirements for standards systems). Its text could not be read: the columns of the list "
    "and of the statistics follow general knowledge of its 2009 edition. Compare them with the standard before relying on them.",
)
NOTE_ITEMS = Term(
    "“应有数”“现有数”按标准项目计：一项标准连同整体代替它的各版（含在订的修订计划）为一个项目，其中有现行文件的为现有。明细表按文件逐行列出，"
    "同一标准列入两个子体系的各占一行，故行数可多于项目数。",
    "Required and existing count items: a standard with all that replaces it as a whole, the planned revision included, is one item, "
    "and it exists when one of its documents is in force. The list has a row for each document, and for each subsystem "
    "that lists it, so it may have more rows than there are items.",
)
NOTE_INFERRED = Term(
    "收录的 {listed} 项文件中有 {inferred} 项系编者推断归入，未见来源载明。",
    "{inferred} of the {listed} documents are listed on the compiler's judgement, which no source states.",
)
NOTE_INFERRED_ROWS = Term("明细表“归入依据”栏逐项注明。", "The column “Basis of the listing” says of which.")
NOTE_STRUCTURE = Term(
    "{total} 个子体系中有 {derived} 个的名称或位置系编者推断；代码如由编者编排，见编者备注。",
    "{derived} of the {total} subsystems are the compiler's arrangement.",
)
NOTE_IMPRECISE = Term(
    "有 {imprecise} 项文件因日期不精确，其状态可能已经变化；计数时按尚未变化处理。",
    "{imprecise} documents may be in another state, because a date is not known exactly; they count as before the change.",
)
NOTE_UNDATED = Term(
    "有 {undated} 项文件的现状依据的日期未见来源载明，系由标准编号的年份及前后次序推定。",
    "The present state of {undated} documents rests on a day that no source states; "
    "it follows from the year in the number and from what must precede it.",
)
NOTE_UNITEMISED = Term(
    "发布文件载明 {declared} 项，明细表只列出 {items} 个项目；其余 {unitemised} 项的名称和状态不详，在合计中计入应有数。",
    "The issuing document declares {declared} items, of which the list names {items}; nothing is known of the other {unitemised}. "
    "The total counts them as required.",
)
NOTE_UNKNOWN = Term("明细表中空白表示不详，不表示没有。{rows}", "A blank in the list means not known, not none. {rows}")
UNKNOWN_DAY = Term(
    "已发布而实施日期不详的 {count} 行。", "Published rows without a known day of entry into force: {count}."
)
UNKNOWN_LEVEL = Term("宜定级别不详的 {count} 行。", "Rows without a level: {count}.")
UNKNOWN_COMMITTEE = Term("归口单位不详的 {count} 行。", "Rows without a committee: {count}.")
NOTE_DATES = Term(
    "日期按来源所载的精确程度填写：只载年月的写作 2025-03，只载年份的写作 2025。",
    "Dates are as precise as their source: 2025-03 where it states a month, 2025 where it states a year.",
)

CONFIDENCE = Term("结构依据", "Basis of the structure")
OWN = Term("本级文件", "Listed here")
REQUIRED = Term("应有数", "Required")
EXISTING = Term("现有数", "Existing")
OPEN = Term("未满足", "Open")
RATIO = Term("现有数/应有数", "Existing / required")
INFERRED = Term("推断归入", "Inferred")
IMPRECISE = Term("日期不精确", "Imprecise")
KIND_OF_STANDARD = Term("标准类别", "Level of standard")
TOP_SUBSYSTEM = Term("一级子体系", "Top-level subsystem")
BY_LEVEL = Term("按标准级别", "By level")
BY_SUBSYSTEM = Term("按一级子体系", "By top-level subsystem")
STATISTICS_NOTE = Term(
    "一个项目列入两个一级子体系时在两处都计数，合计只计一次。",
    "An item that two subsystems list counts in both; the total counts it once.",
)

NUMBER = Term("序号", "No.")
GAP_KIND = Term("缺口类型", "Kind of gap")
SEVERITY = Term("严重程度", "Severity")
SCORE = Term("分值", "Score")
MESSAGE = Term("缺口", "Gap")
SUBSYSTEMS = Term("子体系", "Subsystems")
COMMITTEES = Term("相关技术委员会", "Committees")
REMEDY = Term("解决办法", "Remedy")
CANDIDATES = Term("候选项目", "Candidates")
SINCE = Term("始于", "Since")
UNLOCKS = Term("解锁的产品类别", "Categories unlocked")
KEY = Term("缺口编号", "Gap")

NUMBER_UNKNOWN = Term("编号不详", "Number not known")
PART = Term("（部分代替）", " (in part)")
WITHDRAWN = Term("作废", "Withdrawn")
SEPARATOR = Term("；", "; ")

COUNTS = Term("现有 {met}/应有 {items}", "{met} of {items}")
EMPTY_DIAGRAM = Term("该日体系中没有子体系", "The system has no subsystems on that day")
LEGEND = Term(
    "方框内为代码、名称和“现有项目数/应有项目数”，条形表示完成率；虚线框表示尚无标准项目",
    "Each box shows code, title, and items that exist / items required; the bar shows completion; a dashed box has no items yet",
)
DESCRIPTION = Term(
    "{title}：{subsystems} 个子体系，应有标准项目 {items} 项，现有 {met} 项，{as_of}。",
    "{title}. Subsystems: {subsystems}; items required: {items}, existing: {met}. {as_of}.",
)
