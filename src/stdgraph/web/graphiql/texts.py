"""What the page at /graphql says itself, in Chinese and in English; GraphiQL speaks English only."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.domain.identity import Role
from stdgraph.domain.terms import TERMS, Term
from stdgraph.domain.vocabulary import Language

TEXTS: Mapping[str, Term] = {
    "title": Term("GraphQL 查询 · stdgraph 标准体系图谱", "GraphQL · stdgraph, standards systems in a graph"),
    "home": Term("首页", "Home"),
    "heading": Term("GraphQL 查询", "GraphQL"),
    "other_language": Term("English", "中文"),
    "no_script": Term(
        "本页面需要 JavaScript。程序请直接向本地址发送 POST 请求。",
        "This page needs JavaScript. Programs send POST to this address.",
    ),
    "identity": Term("{name} · {role}", "{name} · {role}"),
    "logged_out": Term("未登录", "Not logged in"),
    "log_in": Term("登录", "Log in"),
    "log_out": Term("退出", "Log out"),
    "examples": Term("示例", "Examples"),
    "replace_title": Term("替换编辑器中的内容？", "Replace what is in the editor?"),
    "replace_text": Term(
        "编辑器中的查询或变量已被修改，打开示例“{example}”后将丢失。",
        "The query or its variables have been edited. Opening the example “{example}” discards them.",
    ),
    "replace": Term("替换", "Replace"),
    "keep": Term("取消", "Cancel"),
    "stream_ended": Term("订阅连接中断，请重新执行。", "The connection of the subscription was lost. Run it again."),
    "no_answer": Term(
        "服务没有给出 GraphQL 应答（HTTP {status}）。", "The service gave no GraphQL answer (HTTP {status})."
    ),
    "missing_heading": Term("未安装查询编辑器", "The editor is not installed"),
    "missing_text": Term(
        "GraphQL 服务正常，程序可向本地址发送 POST 请求；但 GraphiQL 编辑器的文件不在本安装中，或与所需版本不符。",
        "GraphQL itself works: programs send POST to this address. But the files of the editor, GraphiQL, are not part of this "
        "installation, or are of another version.",
    ),
    "missing_cure": Term(
        "编辑器文件在安装时由 npm 下载。请在 npm 可访问其软件源的环境中重新安装 stdgraph；使用源代码时执行下面的命令，然后重启服务。",
        "They are fetched with npm during installation. Install stdgraph again where npm reaches its registry, or, in a checkout, "
        "run the command below; then restart the service.",
    ),
}
"""Every text by its name; words in braces are filled in."""


def in_language(language: Language) -> dict[str, str]:
    """All texts in one language."""
    return {name: term.in_language(language) for name, term in TEXTS.items()}


def roles(language: Language) -> dict[str, str]:
    """What each role is called."""
    return {role.value: TERMS[Role][role].in_language(language) for role in Role}
