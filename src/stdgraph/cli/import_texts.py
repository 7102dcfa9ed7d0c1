"""What ``stdgraph import`` says, in Chinese and in English side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stdgraph.cli import texts
from stdgraph.cli.texts import Phrase
from stdgraph.domain.terms import Term

if TYPE_CHECKING:
    from stdgraph.cli.output import ReportProgress

DOING = {
    "read": Phrase("正在读取文件", "reading the files"),
    "plan": Phrase("正在与目录比对", "comparing with the catalogue"),
    "apply": Phrase("正在写入目录", "writing to the catalogue"),
}
FORMATS = {
    "ISO_DELIVERABLES": Term("ISO 开放数据：标准", "ISO Open Data: deliverables"),
    "ISO_COMMITTEES": Term("ISO 开放数据：技术委员会", "ISO Open Data: committees"),
    "ISO_ICS": Term("国际标准分类法（ICS）", "International Classification for Standards"),
    "RELATON": Term("Relaton 书目数据", "Relaton"),
    "TABLE": Term("体系表", "table of a standards system"),
}
SEPARATOR = Phrase("、", ", ")
READ_AS = Phrase("{files}：{formats}", "{files}: {formats}")
INTO_SYSTEM = Phrase("体系 {system}，数据集 {dataset}", "system {system}, dataset {dataset}")
INTO_DATASET = Phrase("数据集 {dataset}", "dataset {dataset}")
ROWS = Phrase(
    "读取 {read} 行：接受 {accepted} 行，未接受 {rejected} 行；另有 {left_out} 处内容未采用",
    "{read} rows read: {accepted} accepted, {rejected} rejected; {left_out} fields or relations left out",
)
COLUMNS = Phrase("工作表“{sheet}”：{columns}", "sheet {sheet!r}: {columns}")
SHEETS = {
    "subsystems": Phrase("工作表“{sheet}”：子体系", "sheet {sheet!r}: subsystems"),
    "statistics": Phrase(
        "工作表“{sheet}”：统计表，只用来核对行数", "sheet {sheet!r}: statistics, compared with the rows"
    ),
    "ignored": Phrase("工作表“{sheet}”：没有读入", "sheet {sheet!r}: not read"),
}
IGNORED = Phrase("忽略 {heading}", "{heading} ignored")
UNKNOWN = Phrase("{heading} 未识别", "{heading} not understood")
CREATED = Phrase("已新建 {counts}", "created: {counts}")
UPDATED = Phrase("已更新 {counts}", "updated: {counts}")
WOULD_CREATE = Phrase("新建 {counts}", "to be created: {counts}")
WOULD_UPDATE = Phrase("更新 {counts}", "to be updated: {counts}")
NOTHING_NEW = Phrase("目录中已是如此，没有需要写入的内容", "the catalogue says all this already: nothing to write")
IN_CONFLICT = Phrase(
    "{count} 处与其他数据集或人工录入不一致，按次序采用，两种说法均保留",
    "{count} fields differ from what others state: both are kept as claims, and the first in rank is followed",
)
NO_LONGER = Phrase(
    "{count} 项不再出现在文件中，仍予保留（--retire 使其退出体系）",
    "{count} things are no longer in the files and stay (--retire takes them off the plan)",
)
DONE = Phrase(
    "已导入，目录修订号 {revision}；撤销：stdgraph undo {load}",
    "imported, catalogue revision {revision}; to take it back: stdgraph undo {load}",
)
UNCHANGED = Phrase("没有变化", "nothing changed")
WOULD_BE_REFUSED = Phrase("不能导入：{reason}", "cannot be imported: {reason}")
MORE = Phrase(
    "……另有 {count} 条（--rejected FILE 可全部写出）", "... and {count} more (--rejected FILE writes all of them)"
)
ALIKE = Phrase("（相同的另有 {count} 处）", " (and {count} more alike)")
REJECTED_ROW = Phrase("未接受", "rejected")
LEFT_OUT = Phrase("未采用", "left out")
FINDING = Phrase("{kind}  {place}{value}：{reason}", "{kind}  {place}{value}: {reason}")
NOTE = Phrase("说明", "note")
REJECTED_WRITTEN = Phrase("未接受和未采用的内容已写入 {file}", "what was not taken was written to {file}")
MAPPING_WRITTEN = Phrase(
    "读法已写入 {file}；修改后用 --mapping {file} 再次导入",
    "how the table was read was written to {file}: edit it, and import again with --mapping {file}",
)
MAPPING_THERE = Phrase(
    "{file} 已存在，未覆盖：请删除或改名，或用 --mapping 使用它",
    "{file} is there already and was left alone: remove or rename it, or use it with --mapping",
)
MAPPING_ENCODING = Phrase("{file}：应为 UTF-8 编码的 YAML", "{file}: expected YAML in UTF-8")


def progress(bar: ReportProgress) -> ReportProgress:
    """Shows on a bar what an import is at."""

    def show(what: str, done: int = 0, total: int | None = None, /) -> None:
        bar(DOING[what]() if what in DOING else texts.LOADING(what=what), done, total)

    return show
