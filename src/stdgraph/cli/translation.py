"""Errors that others word: typer's and pydantic's in the language of the command line, and Chinese for those of the packages below."""

from __future__ import annotations

import re

import typer

from stdgraph.cli import texts
from stdgraph.cli.import_translation import IMPORT_ERRORS
from stdgraph.cli.texts import Phrase
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput, LimitExceeded, StdgraphError, TimedOut, Unauthenticated, Unavailable

_USAGE: tuple[tuple[str, Phrase], ...] = (
    (r"No such command '(?P<name>.+?)'.*", texts.NO_SUCH_COMMAND),
    (r"Missing command.*", texts.EXPECTED_COMMAND),
    (r"No such option: (?P<name>\S+).*", texts.NO_SUCH_OPTION),
    (r"Missing option '(?P<name>\S+?)'.*", texts.MISSING_OPTION),
    (r"Missing argument '(?P<name>.+?)'.*", texts.MISSING_ARGUMENT),
    (r"Option '(?P<name>\S+)' requires .*", texts.NEEDS_VALUE),
    (r"Option '(?P<name>\S+)' does not take a value.*", texts.TAKES_NO_VALUE),
    (r"Got unexpected extra argument\(s\) \((?P<name>.*)\).*", texts.UNEXPECTED_ARGUMENT),
)
_VALUES: tuple[tuple[str, Phrase], ...] = (
    (r"Input should be a valid integer.*", texts.INVALID_NUMBER),
    (r"Input should be greater than or equal to (?P<limit>\S+)", texts.TOO_SMALL),
    (r"Input should be less than or equal to (?P<limit>\S+)", texts.TOO_LARGE),
    (r"(?P<value>'.*?') is not one of (?P<choices>.*?)\.?", texts.INVALID_CHOICE),
    (r"file '(?P<file>.*)' does not exist\.?", texts.NO_SUCH_FILE),
    (r"file '(?P<file>.*)' is a directory\.?", texts.NOT_A_FILE),
)
_BELOW: tuple[tuple[str, str], ...] = (
    (
        r"(?P<a>\S+:\d+) is in use by another program.*",
        "{a} 已被其他程序占用：请停止该程序，或另选端口（--port、STDGRAPH_PORT）",
    ),
    (r"cannot listen on (?P<a>\S+): .*", "无法监听 {a}（--host、--port、STDGRAPH_HOST、STDGRAPH_PORT）"),
    (r"(?:the )?data directory cannot be used: (?P<a>.+)", "数据文件夹不可用：{a}"),
    (r".+ does not answer within (?P<a>[\d.]+) s", "图数据库在 {a} 秒内没有应答"),
    (r".+ is down and is being started again \(log: (?P<a>.+)\)", "图数据库已中断，正在重新启动（日志：{a}）"),
    (r"the embedded engine .*\(log: (?P<a>.+)\)", "内嵌图数据库未能启动（日志：{a}）"),
    (r"another process has been .*", "另一进程正在写入或启停图数据库，请稍后再试"),
    (r"cannot write (?P<a>.+): .*", "无法写入 {a}"),
    (r"cannot read (?P<a>.+): .*", "无法读取 {a}"),
    (r"backup (?P<a>.+): not a file that .*", "{a} 不是 stdgraph backup 生成的备份"),
    (r"backup (?P<a>.+): the file is truncated or damaged", "备份 {a} 不完整或已损坏"),
    (r"backup (?P<a>.+): (?P<b>\S+) is damaged.*", "备份 {a} 已损坏：{b}"),
    (
        r"backup (?P<a>.+): it (?:has schema version|is of format) .*",
        "备份 {a} 由更新版本的 stdgraph 生成：请升级后再恢复",
    ),
    (r"the catalogue is not empty, it holds .*", "目录不为空：只能恢复到空目录"),
    (
        r"the catalogue holds only a part of a backup.*",
        "目录中只有备份的一部分：恢复正在进行或曾被中断；若已中断，请重新执行 stdgraph restore FILE",
    ),
    (
        r"the catalogue holds only a part of a dataset.*",
        "目录中只有某个数据集的一部分：加载正在进行或曾被中断；若已中断，下一条 stdgraph 命令或服务启动时会继续完成",
    ),
    (r"a dataset is being loaded: .*", "正在加载数据集，完成之前不能更改其他内容，请稍后再试"),
    (r"no load (?P<a>'.*') .*", "没有加载 {a}：加载号见 stdgraph datasets"),
    (r"more than one load (?P<a>'.*') .*", "有多个以 {a} 开头的加载：请多给几位"),
    (r"load (?P<a>\S+) is undone .*", "加载 {a} 已撤销"),
    (
        r"load (?P<a>\S+) of (?P<b>\S+) changed (?P<c>\d+) of the same things.*",
        "{b} 的加载 {a} 更改了其中 {c} 项：请先撤销该次加载",
    ),
    (r"another restore into this catalogue has begun.*", "已开始另一次恢复，本次恢复终止"),
    (r"the backup folder cannot be used: (?P<a>.+)", "备份文件夹不可用：{a}"),
    (r"(?:STDGRAPH_CONFIG names|no such file:) (?P<a>[^,]+).*", "没有文件 {a}"),
    (r"settings file (?P<a>[^:]+): (?P<b>\S+) is .*", "设置文件 {a}：没有设置项 {b}"),
    (r"settings file (?P<a>[^:]+): .*", "设置文件 {a} 不是有效的 TOML"),
    (
        r"the days of the catalogue turn in (?P<a>\S+), and STDGRAPH_TIMEZONE is (?P<b>\S+): .*",
        "目录的日期按时区 {a} 计，而 STDGRAPH_TIMEZONE 为 {b}：请取消该设置或改为 {a}，或用 stdgraph timezone {b} 更改目录的时区",
    ),
    (r"unknown time zone (?P<a>'.*'): .*", "没有时区 {a}：应为 IANA 名称，如 Asia/Shanghai"),
    (r"seed folder (?P<a>.+) does not exist", texts.NO_SEED_FOLDER.zh.replace("folder", "a")),
    *IMPORT_ERRORS,
)
_UNKNOWN: dict[str, Phrase] = {
    "standards system": texts.UNKNOWN_SYSTEM,
    "subsystem": texts.UNKNOWN_SUBSYSTEM,
    "committee": texts.UNKNOWN_COMMITTEE,
    "product category": texts.UNKNOWN_CATEGORY,
}
"""What the catalogue may lack, as its errors name it."""
_LACKS = re.compile(
    rf"(?:\S+: )?the catalogue has no (?P<what>{'|'.join(_UNKNOWN)}) (?P<code>.*?)(?:; nearest: (?P<near>.*)|: it has none at all)?",
    re.DOTALL,
)
_KINDS: tuple[tuple[type[StdgraphError], str], ...] = (
    (BadInput, "输入有误"),
    (Unauthenticated, "令牌无效"),
    (LimitExceeded, "超出本服务的限制"),
    (TimedOut, "图数据库未在时限内完成查询"),
    (Unavailable, "无法连接或启动图数据库"),
    (StdgraphError, "程序出错"),
)


def translated(error: StdgraphError) -> str:
    """The words of an error; in Chinese, where only English ones exist, its kind and the original below."""
    words = str(error)
    if found := re.fullmatch(r"(?:invalid )?setting (?P<name>\w+) \((?P<variable>\w+)\): (?P<value>.*)", words):
        name = f"{found['name']} ({found['variable']})"
        return texts.INVALID_SETTING(name=name, value=_value_words(found["value"]))
    if found := _LACKS.fullmatch(words):
        told = _UNKNOWN[found["what"]](code=found["code"])
        return texts.NEAREST(told=told, codes=found["near"]) if found["near"] else told
    if texts.language() is Language.EN or re.search(r"[\u4e00-\u9fff]", words):
        return words
    for pattern, chinese in _BELOW:
        if found := re.fullmatch(pattern, words, re.DOTALL):
            return chinese.format(**found.groupdict())
    return f"{next(chinese for kind, chinese in _KINDS if isinstance(error, kind))}，原文：\n{words}"


def usage(error: Exception) -> str:
    """The words of a usage error, and where help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "stdgraph"
    return texts.SEE_HELP(words=_usage_words(error) or texts.EXPECTED_COMMAND(), command=command)


def _usage_words(error: Exception) -> str:
    whole = " ".join(error.format_message().split()) if hasattr(error, "format_message") else str(error)
    for pattern, message in _USAGE:
        if found := re.fullmatch(pattern, whole):
            return message(**found.groupdict())
    if not isinstance(error, typer.BadParameter):
        return whole.rstrip(".")
    words = _value_words(error.message)
    if error.param is None:
        return words
    return texts.INVALID_VALUE(name=max(error.param.opts, key=len), value=words)


def _value_words(message: str) -> str:
    words = " ".join(message.removeprefix("Value error, ").split())
    for pattern, text in _VALUES:
        if found := re.fullmatch(pattern, words):
            return text(**found.groupdict())
    foreign = texts.language() is Language.ZH and not re.search(r"[\u4e00-\u9fff]", words)
    return texts.INVALID() if foreign else words.rstrip(".")
