"""What ``stdgraph import`` says of filled workbooks, in Chinese and in English side by side."""

from __future__ import annotations

from stdgraph.cli.texts import Phrase

KINDS = {
    "decisions": Phrase("{file}：填写后的缺口报告", "{file}: a gap report that was filled in"),
    "desk": Phrase("{file}：填写后的技术委员会工作台", "{file}: the desk of a committee that was filled in"),
}
COUNTS = Phrase(
    "读取 {read} 行：采纳 {taken} 行，未接受 {refused} 行，无变化 {unchanged} 行",
    "{read} rows read: {taken} taken, {refused} refused, {unchanged} change nothing",
)
NOTE = Phrase("说明：{note}", "note: {note}")
REFUSED = Phrase("未接受  {place}{value}（{what}）：{message}", "refused  {place}{value} ({what}): {message}")
TAKEN = Phrase("采纳  {place}（{what}）：{message}", "taken  {place} ({what}): {message}")
MORE_REFUSED = Phrase(
    "……另有 {count} 行未接受（--rejected FILE 可全部写出）", "... and {count} more refused (--rejected FILE writes all)"
)
MORE_TAKEN = Phrase(
    "……另有 {count} 行采纳（--format csv 可全部列出）", "... and {count} more taken (--format csv lists all)"
)
STOPPED = Phrase(
    "有未接受的行，全部未写入：请更正后再次导入，或用 --skip-refused 跳过这些行",
    "rows are refused, so nothing is written: correct them and import again, or leave them out with --skip-refused",
)
NOTHING_TO_CHANGE = Phrase(
    "目录中已是如此，没有需要写入的内容", "the catalogue says all this already: nothing to write"
)
APPLIED = Phrase("已写入 {count} 行", "{count} rows were written")
ONE_AT_A_TIME = Phrase(
    "{file} 是填写后的工作簿，请单独导入", "{file} is a workbook that was filled in: import it by itself"
)
OF_TABLES = Phrase(
    "{file} 是填写后的工作簿：{option} 只用于体系表和书目数据",
    "{file} is a workbook that was filled in: {option} is for tables and registers",
)
OF_DESKS = Phrase("--skip-refused 只用于填写后的工作簿", "--skip-refused is for workbooks that were filled in")
