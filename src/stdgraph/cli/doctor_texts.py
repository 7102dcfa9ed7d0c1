"""What ``stdgraph doctor`` says, in Chinese and in English side by side."""

from __future__ import annotations

from stdgraph.cli.texts import Phrase, phrases

SETTINGS = Phrase("设置", "settings")
SETTING = Phrase("名称", "setting")
VALUE = Phrase("值", "value")
ORIGIN = Phrase("来源", "from")
ORIGIN_FLAG = Phrase("命令行选项", "flag")
ORIGIN_DEFAULT = Phrase("默认值", "default")
ENGINE = Phrase("引擎", "engine")
CATALOGUE = Phrase("目录", "catalogue")
SEED = Phrase("种子数据", "seed")
ALL_WELL = Phrase("未发现问题", "no problems found")
PROBLEMS = Phrase("发现 {count} 个问题", "{count} problem(s)")
WRONG_VERSION = Phrase(
    "目录的模式版本为 {version}，应为 {expected}", "the catalogue has schema version {version}, expected {expected}"
)
MORE_DIFFERENCES = Phrase(
    "另有 {count} 处标准与其事件不一致", "{count} more differences between standards and their events"
)
DIFFERENCE = Phrase(
    "标准 {id}：{field} 为 {stored}，按事件应为 {derived}",
    "standard {id}: {field} is {stored}, its events say {derived}",
)
NO_BACKUP_MADE = Phrase("{at} 未能备份：{reason}", "no backup could be made at {at}: {reason}")
BACKUPS = Phrase("备份", "backups")
UNFINISHED = Phrase(
    "有未完成的导入或恢复：{named}。重新执行同一 stdgraph seed 或 stdgraph restore 即可完成",
    "a load or restore was begun and not finished: {named}. Run the same stdgraph seed or stdgraph restore again to finish it",
)
MISSING_EVENTS = Phrase(
    "变更序列中缺少或重复 {count} 个事件：{named}。请从备份恢复",
    "the feed lacks or repeats {count} event(s), at {named}. Restore a backup",
)
EXCESS_EVENTS = Phrase(
    "{count} 个事件超出目录的变更序列：{named}。请从备份恢复",
    "{count} event(s) lie beyond the catalogue's sequence: {named}. Restore a backup",
)
DANGLING_EVENTS = Phrase(
    "{count} 个事件没有对象：{named}。请从备份恢复", "{count} event(s) concern nothing: {named}. Restore a backup"
)
WRONG_RELATIONS = Phrase(
    "{count} 个关系的两端与图模型不符：{named}。请从备份恢复，或用 Cypher 删除这些关系",
    "{count} relation(s) connect what the graph model does not: {named}. Restore a backup, or delete them with Cypher",
)
DANGLING_ALIASES = Phrase(
    "{count} 个旧标识没有指向任何对象：{named}。请从备份恢复，或删除这些 Alias 节点",
    "{count} alias(es) name nothing: {named}. Restore a backup, or delete these Alias nodes",
)
SHARED_NUMBERS = Phrase(
    "{count} 个编号由多项标准共用：{named}。请合并（stdgraph merge）或更正其中一项的编号",
    "{count} number(s) are shared by several standards: {named}. Merge them (stdgraph merge), or correct the number of one",
)
DANGLING_STATEMENTS = Phrase(
    "{count} 条数据集陈述没有对象：{named}。请重新导入该数据集",
    "{count} statement(s) of datasets state nothing: {named}. Load the dataset again",
)
DANGLING_CLAIMS = Phrase(
    "{count} 条来源说法没有对象：{named}。请重新导入种子数据",
    "{count} claim(s) are about nothing: {named}. Load the seed again",
)
DANGLING_RECORDS = Phrase(
    "{count} 条缺口记录没有对象：{named}。请从备份恢复",
    "{count} gap record(s) are about nothing: {named}. Restore a backup",
)
DANGLING_SUBSYSTEMS = Phrase(
    "{count} 个子体系没有上级：{named}。请重新导入种子数据",
    "{count} subsystem(s) are part of nothing: {named}. Load the seed again",
)
DANGLING_TARGETS = Phrase(
    "{count} 个目标不属于任何体系：{named}。请重新导入种子数据",
    "{count} target(s) belong to no system: {named}. Load the seed again",
)
DANGLING_DEMANDS = Phrase(
    "{count} 个需求没有产品类别：{named}。请重新导入种子数据",
    "{count} demand(s) are for no category: {named}. Load the seed again",
)
UNSTATED = Phrase(
    "{count} 个对象没有数据集陈述，也未退出体系：{named}。请重新导入其数据集",
    "no dataset states {count} thing(s) that are not retired: {named}. Load their dataset again",
)
BROKEN_PAST = Phrase(
    "{count} 个对象的历史版本首尾不相接：{named}。请从备份恢复",
    "of {count} thing(s) the former versions do not follow each other day by day: {named}. Restore a backup",
)
VOID_OFFERS = Phrase(
    "{count} 项标准的移交已失效，无人可接收：{named}。请现归口单位以 withdrawTransfer 撤回，或由接收方以 declineTransfer 拒绝",
    "the transfers of {count} standard(s) are void, nobody can accept them: {named}. "
    "Let whoever answers for them withdraw these by withdrawTransfer, or the other side decline them by declineTransfer",
)
AND_MORE = Phrase("{named} 等", "{named} and more")
INVALID_SEED = Phrase("种子数据无效：{reason}", "the seed is not valid: {reason}")


def messages() -> dict[str, Phrase]:
    """Every message of this module, by name: of a finding by the name of its check."""
    return phrases(globals())
