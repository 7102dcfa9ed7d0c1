"""What the command line says, in Chinese and in English side by side, and the language in which it speaks."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from stdgraph.domain.vocabulary import Language

_LANGUAGE: ContextVar[Language] = ContextVar("language", default=Language.ZH)


def language() -> Language:
    """The language of the command line."""
    return _LANGUAGE.get()


def speak(chosen: str) -> None:
    """Set the language of the command line: ``zh`` or ``en``; anything else is Chinese."""
    _LANGUAGE.set(Language.EN if chosen.lower() == "en" else Language.ZH)


def configured_language() -> str:
    """``STDGRAPH_LANGUAGE``, else ``language`` in the settings file, else ``zh``; read without loading the settings, which is slow."""
    if variable := os.environ.get("STDGRAPH_LANGUAGE"):
        return variable
    file = Path(os.environ.get("STDGRAPH_CONFIG") or "stdgraph.toml")
    try:
        return str(tomllib.loads(file.read_text(encoding="utf-8")).get("language", "zh"))
    except (OSError, ValueError):
        return "zh"  # loading the settings reports what is wrong with the file


class Phrase(NamedTuple):
    """A text in both languages; calling it fills its placeholders in the language of the command line."""

    zh: str
    en: str

    def __call__(self, **values: object) -> str:
        """The text in the language of the command line."""
        return self.said_in(language(), **values)

    def said_in(self, chosen: Language, **values: object) -> str:
        """The text in a language."""
        text = self.zh if chosen is Language.ZH else self.en
        return text.format(**values) if values else text


# --help
USAGE = Phrase("用法：{command}", "Usage: {command}")
ARGUMENTS = Phrase("参数", "Arguments")
OPTIONS = Phrase("选项", "Options")
ANY_OPTIONS = Phrase("选项", "OPTIONS")
COMMANDS = Phrase("命令", "Commands")
COMMAND = Phrase("命令", "COMMAND")
ANYWHERE_ON_THE_LINE = Phrase("通用选项（可写在任何位置）", "Anywhere on the line")
REQUIRED = Phrase("（必填）", "[required]")
DEFAULT = Phrase("（默认：{value}）", "[default: {value}]")
EXIT_CODES = Phrase(
    "退出码：0 正常；1 结果为否（模式不一致、检查发现问题），或程序自身出错；2 输入或用法有误；3 无法连接或启动图数据库；130 被中断。",
    "Exit codes: 0 success; 1 the answer is no (the schema differs, doctor found a problem) or stdgraph itself failed; "
    "2 bad input or usage; 3 the graph cannot be reached or started; 130 interrupted.",
)

# usage errors
SEE_HELP = Phrase("{words}（见 {command} --help）", "{words} (see {command} --help)")
EXPECTED_COMMAND = Phrase("缺少命令", "expected a command")
NO_SUCH_COMMAND = Phrase("没有命令 {name}", "No such command {name}")
NO_SUCH_OPTION = Phrase("没有选项 {name}", "No such option {name}")
MISSING_OPTION = Phrase("缺少选项 {name}", "Missing option {name}")
MISSING_ARGUMENT = Phrase("缺少参数 {name}", "Missing argument {name}")
NEEDS_VALUE = Phrase("选项 {name} 需要一个值", "Option {name} requires a value")
TAKES_NO_VALUE = Phrase("选项 {name} 不带值", "Option {name} takes no value")
UNEXPECTED_ARGUMENT = Phrase("多余的参数：{name}", "Unexpected argument: {name}")
INVALID_VALUE = Phrase("{name} 的值无效：{value}", "Invalid value for {name}: {value}")
INVALID_SETTING = Phrase("设置项 {name} 的值无效：{value}", "invalid setting {name}: {value}")
INVALID_CHOICE = Phrase("{value} 不是可选值之一：{choices}", "{value} is not one of {choices}")
INVALID_NUMBER = Phrase("应为整数", "expected an integer")
TOO_SMALL = Phrase("不得小于 {limit}", "must be at least {limit}")
TOO_LARGE = Phrase("不得大于 {limit}", "must be at most {limit}")
NO_SUCH_FILE = Phrase("没有文件 {file}", "no such file: {file}")
NOT_A_FILE = Phrase("{file} 是文件夹，应为文件", "{file} is a directory, expected a file")
INVALID = Phrase("值无效", "not valid")
UNEXPECTED_ERROR = Phrase("{error}（加 --debug 显示调用栈）", "{error} (--debug shows the stack trace)")

# errors of several commands
INVALID_DATE = Phrase("日期 {text} 无效：应为 YYYY-MM-DD", "invalid date {text}: expected YYYY-MM-DD")
CANNOT_READ = Phrase("无法读取 {file}：{reason}", "cannot read {file}: {reason}")
CANNOT_WRITE = Phrase("无法写入 {file}：{reason}", "cannot write {file}: {reason}")
NO_SUCH_FOLDER = Phrase("没有该文件或文件夹", "no such file or directory")
NO_PERMISSION = Phrase("没有权限", "permission denied")
IS_A_FOLDER = Phrase("是文件夹", "is a directory")
NOT_A_FOLDER = Phrase("上级不是文件夹", "not a directory")
DISK_FULL = Phrase("磁盘空间不足", "no space left on device")
EXPECTED_UTF8 = Phrase("应为 UTF-8 编码", "expected UTF-8")
UNKNOWN_SYSTEM = Phrase("目录中没有标准体系 {code}", "the catalogue has no standards system {code}")
UNKNOWN_SUBSYSTEM = Phrase("目录中没有子体系 {code}", "the catalogue has no subsystem {code}")
UNKNOWN_COMMITTEE = Phrase("目录中没有技术委员会 {code}", "the catalogue has no committee {code}")
UNKNOWN_CATEGORY = Phrase("目录中没有产品类别 {code}", "the catalogue has no product category {code}")
NO_CATALOGUE = Phrase(
    "{path} 中没有目录，未创建任何文件：请检查 --data-dir（STDGRAPH_DATA_DIR），或用 stdgraph serve、stdgraph seed 新建目录",
    "there is no catalogue in {path}, and none was made: check --data-dir (STDGRAPH_DATA_DIR), or begin one with stdgraph serve or stdgraph seed",
)
EMPTY_CATALOGUE = Phrase(
    "{place} 的目录为空，没有任何标准体系或标准；可用 stdgraph seed 导入种子数据",
    "the catalogue in {place} is empty, it holds no standards system and no standard; stdgraph seed loads the seed",
)
UNKNOWN_VARIABLE = Phrase(
    "没有环境变量 {name} 对应的设置，该变量不起作用", "no setting has the environment variable {name}, it does nothing"
)
NEAREST = Phrase("{told}；相近的有 {codes}", "{told}; nearest: {codes}")
UNKNOWN_STANDARD = Phrase("目录中没有标准 {code}", "the catalogue has no standard {code}")

# gaps
GAPS_FOUND = Phrase("缺口：{total} 项中的前 {shown} 项", "gaps: {shown} of {total}")
NO_GAPS = Phrase("没有缺口", "no gaps")
EXPECTED_SUBSYSTEM = Phrase(
    "--subsystem {text} 无效：应为 体系/代号，如 PV2024/AA",
    "invalid --subsystem {text}: expected SYSTEM/CODE, such as PV2024/AA",
)
LISTING_FORMATS = Phrase(
    "--format {form} 须与 --report 同用；列表可用：{forms}", "--format {form}: expected {forms} without --report"
)
REPORT_FORMATS = Phrase(
    "--format {form} 不能与 --report 同用；报告可用：{forms}", "--format {form}: expected {forms} with --report"
)
XLSX_NEEDS_FILE = Phrase("--format xlsx 须与 --output 同用", "--format xlsx requires --output FILE")
OUTPUT_NEEDS_REPORT = Phrase("--output 须与 --report 同用", "--output requires --report")

# progress
ONE_VIEW = Phrase(
    "--tree、--history 与 --durations 只能选一个", "--tree, --history and --durations are mutually exclusive"
)
TREE_NEEDS_SYSTEM = Phrase("--tree 须给出体系代号", "--tree requires the code of a system")
PERIOD_NEEDS_HISTORY = Phrase(
    "--from、--to 与 --interval 须与 --history 同用", "--from, --to and --interval require --history"
)
HISTORY_TAKES_TO = Phrase("--history 不能与 --as-of 同用：请用 --to", "--history does not take --as-of: use --to")
PROGRESS_SUMMARY = Phrase(
    "{on}：应有 {whole} 项，已有现行标准 {met} 项，完成率 {share}", "{on}: {met} of {whole} items met, {share}"
)
TOO_NARROW = Phrase(
    "终端较窄，未列：{columns}；--format csv 列出全部",
    "left out for want of width: {columns}; --format csv has them all",
)
CAVEAT_OF = Phrase("{code}：{caveat}", "{code}: {caveat}")
REPORTED = Phrase("另据{source}（{on}）：{statement}", "As reported by {source} ({on}): {statement}")
NO_DAY = Phrase("日期不详", "day unknown")
NO_SOURCE = Phrase("来源不详", "an unknown source")
IMPRECISE = Phrase(
    "日期不确切、可能已进入后一状态：{count} 项", "may have come further, the day not being known exactly: {count}"
)

# impact
DEPENDENTS = Phrase("引用或采用它的标准：{count} 项", "standards that use it: {count}")
LOSING = Phrase("废止后失去最后一项现行标准的类别：{count} 项", "categories left without: {count}")
AFFECTED = Phrase("依赖这些类别的类别：{count} 项", "categories that depend on these: {count}")
OPENING = Phrase("废止后出现的缺口：{count} 项", "gaps that open: {count}")
CLOSING = Phrase("废止后消失的缺口：{count} 项", "gaps that close: {count}")

# schema
SCHEMA_EXCLUSIVE = Phrase("--output 与 --check 不能同用", "--output and --check are mutually exclusive")
THIS_SCHEMA = Phrase("当前版本的模式", "the schema of this version")

# seed and settle
SEED_VALID = Phrase("{folder}：有效", "{folder}: valid")
SEED_LOADED = Phrase(
    "{folder}：已导入，目录修订号 {revision}，加载号 {load}",
    "{folder}: loaded, catalogue revision {revision}, load {load}",
)
SEED_WOULD_LOAD = Phrase(
    "{folder}：数据集 {dataset} 试运行，未写入", "{folder}: dry run of dataset {dataset}, nothing written"
)
SEED_REFUSED = Phrase(
    "{folder}：数据集 {dataset} 会被拒绝，未写入", "{folder}: dataset {dataset} would be refused, nothing written"
)
LOAD_UNDONE = Phrase(
    "加载 {load} 已撤销，目录修订号 {revision}；撤销记为加载 {by}",
    "load {load} undone, catalogue revision {revision}; recorded as load {by}",
)
LOAD_WOULD_BE_UNDONE = Phrase(
    "撤销加载 {load}（数据集 {dataset}）会产生以下变化，未写入",
    "what undoing load {load} (dataset {dataset}) would change, nothing written",
)
SEED_NEEDS = Phrase("目录中须已有：{names}", "the catalogue must hold: {names}")
MORE_CHANGES = Phrase("另有 {count} 项，完整内容见 --format json", "{count} more; --format json shows them all")
FINISHING_LOAD = Phrase(
    "加载 {load} 此前未完成，现继续完成", "load {load} was begun and not finished: going on with it"
)
UNOWNED = Phrase(
    "{label} {key} 的 {field} 为 {stored}，按各数据集应为 {stated}。请重新导入其数据集",
    "{label} {key}: {field} is {stored}, its datasets say {stated}. Load them again",
)
DATASETS = Phrase("数据集", "datasets")
NO_DATASETS = Phrase("目录中没有数据集", "the catalogue holds no dataset")
SEED_UNCHANGED = Phrase("{folder}：没有变化", "{folder}: nothing changed")
LOADING = Phrase("正在导入：{what}", "loading: {what}")
READING_SEED = Phrase("正在读取种子数据", "reading the seed")
NO_SEED_FOLDER = Phrase("没有种子数据文件夹 {folder}", "no such seed folder: {folder}")
RECORD_CLOSED = Phrase("已关闭　　{gap}", "closed    {gap}")
RECORD_REOPENED = Phrase("重新打开　{gap}", "reopened  {gap}")
RECORD_MOVED = Phrase("转入　　　{old} → {new}", "moved     {old} → {new}")
MERGED = Phrase("{lost} 已并入 {kept}", "{lost} is merged into {kept}")
WOULD_MERGE = Phrase(
    "{lost} 可以并入 {kept}（试运行，未写入）", "{lost} can be merged into {kept} (dry run, nothing written)"
)
TIMEZONE = Phrase(
    "目录的日期按时区 {zone} 计，今天是 {today}", "the days of the catalogue turn in {zone}, where today is {today}"
)
TIMEZONE_CHANGED = Phrase("运行中的服务重新启动后生效。", "A running service follows once it is started again.")
NOTHING_TO_SETTLE = Phrase("没有需要处理的记录", "nothing to settle")

# backup and restore
BACKED_UP = Phrase(
    "{file}：已备份，{nodes} 个节点、{relationships} 个关系，目录修订号 {revision}",
    "{file}: backed up, {nodes} nodes, {relationships} relationships, catalogue revision {revision}",
)
RESTORED = Phrase(
    "{file}：已恢复，{nodes} 个节点、{relationships} 个关系，目录修订号 {revision}",
    "{file}: restored, {nodes} nodes, {relationships} relationships, catalogue revision {revision}",
)
VERIFIED = Phrase("{file}：验证通过，恢复的内容与备份一致", "{file}: verified, what was restored is what was backed up")
NOT_VERIFIED = Phrase("{file}：恢复的内容与备份不一致", "{file}: what was restored differs from the backup")
BACKUP_DIFFERS = Phrase(
    "{part}：备份有 {expected} 行，恢复后有 {found} 行", "{part}: {expected} rows in the backup, {found} restored"
)
BACKING_UP = Phrase("正在备份：{what}", "backing up: {what}")
EXPORTING = Phrase("正在导出：{file}（KB）", "exporting: {file} (KB)")
STDOUT_NEEDS_FORMAT = Phrase("输出到标准输出时须给出 --format", "stdout requires --format")
MOVED_MEANWHILE = Phrase(
    "导出期间目录有变更，各行可能反映变更前或变更后的内容；如需一致，请再次导出",
    "the catalogue changed during the export: rows may show it before or after; export again for one state",
)
RESTORING = Phrase("正在恢复：{what}", "restoring: {what}")

# serve
STARTING_ENGINE = Phrase("正在启动或连接图数据库", "starting the engine or attaching to the one that is running")
SCREEN_ENGINE = Phrase("引擎", "engine")
SCREEN_SCHEMA = Phrase("模式", "schema")
SCREEN_CATALOGUE = Phrase("目录", "catalogue")
SCREEN_DATA = Phrase("数据", "data")
SCREEN_OPEN = Phrase("地址", "open")
SCREEN_STOP = Phrase("停止", "stop")
STARTED_AT = Phrase("{version}，已启动，地址 {address}", "{version}, started at {address}")
ATTACHED_AT = Phrase("{version}，已连接，地址 {address}", "{version}, attached at {address}")
SCHEMA_VERSION = Phrase("版本 {version}", "version {version}")
DATABASE = Phrase("该服务器的数据库 {name}", "database {name} of that server")
CATALOGUE_HOLDS = Phrase("已有 {counts}；未导入种子数据", "holds {counts}; the seed was not loaded")
CATALOGUE_EMPTY = Phrase("为空；可用 stdgraph seed 导入种子数据", "empty; stdgraph seed loads the seed")
CATALOGUE_SEEDED = Phrase("已导入种子数据：{counts}", "seed loaded: {counts}")
COUNTS = Phrase(
    "{systems} 个体系、{subsystems} 个子体系、{standards} 项标准",
    "{systems} systems, {subsystems} subsystems, {standards} standards",
)
EVERY_ADDRESS = Phrase(
    "网页 {url}，GraphQL {url}graphql，以及本机的其他地址",
    "pages {url}, GraphQL {url}graphql, and every other address of this machine",
)
ONE_ADDRESS = Phrase("网页 {url}，GraphQL {url}graphql", "pages {url}, GraphQL {url}graphql")

# token
KEEP_TOKEN = Phrase("令牌仅显示这一次，请妥善保存。", "The token is shown only once: store it as a secret.")
REVOKED = Phrase("已撤销 {token}", "revoked {token}")
NO_SUCH_TOKEN = Phrase(
    "没有可撤销的令牌 {token}：stdgraph token list 列出全部令牌",
    "no token {token} to revoke: stdgraph token list shows them",
)
INVALID_DURATION = Phrase(
    "--expires {text} 无效：应为数字加 h、d 或 w，如 90d，或 never",
    "invalid --expires {text}: expected a number and h, d or w, such as 90d, or never",
)
DURATION_NOT_POSITIVE = Phrase("--expires 须大于零", "--expires must be positive")
DURATION_TOO_LONG = Phrase("--expires 不得超过 {days} 天", "--expires must be at most {days} days")
ROLE_REQUIRES = Phrase("角色 {role} 须给出 {option}", "role {role} requires {option}")
ROLE_EXCLUDES = Phrase("角色 {role} 不能给出 {option}", "role {role} does not take {option}")

# reports
REPORT_TITLE = Phrase("标准化缺口报告", "Standardisation gaps")
UNDER_WAY = Phrase("跟踪中的缺口", "Gaps under way")
NOT_CONSIDERED = Phrase("尚未研究的缺口", "Gaps not yet considered")
CLOSED_AND_WITHDRAWN = Phrase("已关闭与已撤回", "Closed and withdrawn")
SHEET_UNDER_WAY = Phrase("跟踪中", "Under way")
SHEET_NOT_CONSIDERED = Phrase("尚未研究", "Not yet considered")
SHEET_CLOSED = Phrase("已关闭", "Closed")
WHOLE_CATALOGUE = Phrase("全部目录", "the whole catalogue")
SCOPE_SYSTEM = Phrase("标准体系 {code}", "system {code}")
SCOPE_SUBSYSTEM = Phrase("子体系 {code}", "subsystem {code}")
SCOPE_COMMITTEE = Phrase("技术委员会 {code}", "committee {code}")
SCOPE_CATEGORY = Phrase("产品类别 {code}", "product category {code}")
FIGURE_SCOPE = Phrase("范围：{scope}；日期：{on}", "Scope: {scope}; on {on}")
FIGURE_OPEN = Phrase(
    "未解决的缺口 {open} 项：跟踪中 {tracked} 项，尚未研究 {untracked} 项",
    "{open} open gaps: {tracked} under way, {untracked} not yet considered",
)
FIGURE_PRIORITY = Phrase(
    "跟踪中：优先级高 {high}、中 {medium}、低 {low}、未定 {none}；需要研究 {research}",
    "Under way: {high} high, {medium} medium, {low} low priority, {none} undecided; {research} need R&D",
)
FIGURE_CLOSED = Phrase("已关闭或撤回 {count} 项", "{count} closed or withdrawn")
NONE = Phrase("无。", "None.")
YES = Phrase("是", "Yes")
NO = Phrase("否", "No")
ENTRY = Phrase("{at} {status}（{actor}）", "{at} {status} ({actor})")
ENTRY_WITH_NOTE = Phrase("{at} {status}（{actor}）：{note}", "{at} {status} ({actor}): {note}")
GREEN = Phrase("（绿）", " (green)")
YELLOW = Phrase("（黄）", " (yellow)")
RED = Phrase("（红）", " (red)")


def messages() -> dict[str, Phrase]:
    """Every message of this module, by name."""
    return phrases(globals())


def phrases(names: Mapping[str, object]) -> dict[str, Phrase]:
    """The messages among the names of a module."""
    return {name: value for name, value in names.items() if isinstance(value, Phrase)}
