"""What ``--help`` says of the commands with which people look things up and change them, in Chinese and in English side by side."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.cli.texts import Phrase
from stdgraph.domain.vocabulary import GapStatus, Priority

ANY_NUMBER = Phrase("任何写法的标准号、计划号，或标识。", "A number or plan number in any printed form, or an id.")
_FORMAT = Phrase("table 供人阅读，json 供程序读取。", "table for people, json for programs.")
_STATUSES = [status.lower() for status in GapStatus]
_PRIORITIES = [priority.lower() for priority in Priority]

COMMANDS: Mapping[str, Phrase] = {
    "systems": Phrase(
        "列出标准体系及其数量和完成率。一个体系的详情见 stdgraph progress。",
        "List the standards systems with counts and completion; stdgraph progress shows one of them.",
    ),
    "committees": Phrase(
        "列出技术委员会；给出代号时显示其在手项目、到期项目、移交和缺口。",
        "List the committees or, with a code, the desk of one: what is under way, what is due, what is offered, what is missing.",
    ),
    "standard": Phrase(
        "显示一项标准的全部信息：状态及其依据的日期、代替与采用、列入、归口、适用类别、说法不一之处、历史。\n\n"
        "编号可用任何写法。不带年份时为当日现行的版本，并说明其他版本。",
        "Show everything known of a standard: its state and the days behind it, what it replaces and adopts, where it is listed, "
        "committees, categories, what sources say differently, history.\n\n"
        "A number may be written in any form. Without its year it means the edition in force, and the others are named.",
    ),
    "search": Phrase(
        "按编号、代号和名称检索标准、子体系、产品类别、技术委员会和体系，最相符者在前。",
        "Search numbers, codes and titles of standards, subsystems, categories, committees and systems, best first.",
    ),
    "coverage": Phrase(
        "显示体系的覆盖矩阵：行为子体系，列为产品类别，每格为标准达到的状态。",
        "Show the coverage matrix of a system: subsystems down, product categories across, in each cell how far a standard has come.",
    ),
    "readiness": Phrase(
        "显示产品所依赖的各类别是否都有某子体系的标准，以及下一步应补哪些。\n\n"
        "未给出子体系时，取有文件对该产品提出标准需求的子体系。",
        "Show whether everything that a product depends on has a standard of a subsystem, and what to close next.\n\n"
        "Without a subsystem it is the one in which a document demands a standard for the product.",
    ),
    "gap": Phrase(
        "说明一个缺口：为何是缺口、依据、影响什么、如何解决，以及处理记录。",
        "Explain a gap: why it is one, the evidence, what it blocks, what closes it, and its record.",
    ),
    "advance": Phrase(
        "使标准进入另一阶段。\n\n进入发布、废止或终止阶段前，在终端上先显示变化并请求确认。撤销见 stdgraph undo。",
        "Let a standard enter another stage.\n\n"
        "Before it is published, withdrawn or abandoned, a terminal shows what would change and asks. stdgraph undo takes it back.",
    ),
    "publish": Phrase(
        "发布标准：以编号和日期进入 60.60 阶段。在终端上先显示变化并请求确认。",
        "Publish a standard: it enters stage 60.60 with its number and days. A terminal shows what would change and asks.",
    ),
    "track": Phrase(
        "记录技术委员会对缺口的决定。未给出的内容不变，空文本清除原值。",
        "Record what a committee decides about a gap. What is left out stays as it is, an empty text clears it.",
    ),
    "undo": Phrase(
        "撤销一项变更或一次加载，不删除任何记录。\n\n"
        "变更以序号表示，见 stdgraph standard 的历史；加载以加载号表示，见 stdgraph datasets。"
        "撤销加载时恢复数据集此前的陈述，只由该次加载陈述的内容退出体系。\n\n"
        "此后有内容以其为依据时拒绝并说明。撤销变更前，在终端上先显示该变更并请求确认。",
        "Take back a change, or a load; nothing is deleted.\n\n"
        "A change is named by its number, as the history of stdgraph standard shows it, a load by its id, as stdgraph datasets lists it. "
        "Of a load that is taken back the dataset says again what it said before, and what only that load stated leaves the plan.\n\n"
        "Refused, with the reasons, where something later rests on it. A terminal shows a change before it is taken back, and asks.",
    ),
}

PARAMETERS: Mapping[str, Phrase] = {
    "import --skip-refused": Phrase(
        "跳过工作台中未接受的行，其余各行照常写入。",
        "Leave out rows of a desk that are refused, and write the others.",
    ),
    "--install-completion": Phrase("为当前命令行环境安装补全。", "Install completion for the current shell."),
    "--show-completion": Phrase("显示补全脚本，以便自行安装。", "Show the completion script, to install it by hand."),
    "--token": Phrase(
        "以该令牌的持有者身份执行；未给出时以服务器管理员身份执行。也可用 STDGRAPH_TOKEN 给出。",
        "Act as the holder of this token; by default as the administrator of this server. STDGRAPH_TOKEN gives it, too.",
    ),
    "--dry-run": Phrase("只说明会产生的变化，不写入。", "Only say what would change; nothing is written."),
    "--yes": Phrase("不请求确认。", "Do not ask."),
    "--note": Phrase("理由或备注，记入历史。", "The reason, or a remark; the history records it."),
    "--expected-revision": Phrase(
        "须仍为该修订号，否则拒绝。", "The revision that it must still have, else the change is refused."
    ),
    "committees CODE": Phrase("技术委员会代号；未给出时列出全部。", "Code of a committee; all committees by default."),
    "committees --within": Phrase("列出多少天内到期的项目。", "How many days ahead to look for what is due."),
    "standard NUMBER": ANY_NUMBER,
    "standard --format": _FORMAT,
    "search TEXT": Phrase("编号、代号或名称中的词。", "A number, a code, or words of a title."),
    "search --first": Phrase("最多列出的条数。", "Maximum number of hits."),
    "coverage SYSTEM": Phrase("体系代号。", "Code of the system."),
    "coverage --depth": Phrase("子体系列到第几层。", "Subsystems down to this depth."),
    "coverage --all": Phrase("空行和空列也列出。", "Rows and columns that are empty, too."),
    "readiness CATEGORY": Phrase("产品类别代号。", "Code of the product category."),
    "readiness SYSTEM/CODE": Phrase("体系及其子体系的代号。", "The system and the subsystem."),
    "gap ID": Phrase(
        "缺口的标识，见 stdgraph gaps --format csv。", "Id of the gap, as stdgraph gaps --format csv shows it."
    ),
    "gap --format": _FORMAT,
    "advance NUMBER": ANY_NUMBER,
    "advance --to": Phrase("阶段代码，如 40.20；40 表示该阶段开始。", "Stage code, such as 40.20; 40 means its start."),
    "advance --on": Phrase(
        "进入该阶段的日期；未给出时为发布日期或今天。",
        "The day it entered the stage; the day of publication or today by default.",
    ),
    "advance --number": Phrase("标准编号，发布时须给出。", "Its number; a publication requires it."),
    "advance --plan-number": Phrase("计划号。", "Its plan number."),
    "advance --published-on": Phrase(
        "发布日期，发布时须给出；可只给年月或年份。",
        "The day of publication, which requires it; a month or a year will do.",
    ),
    "advance --in-force-on": Phrase(
        "实施日期；可只给年月或年份。", "The day it takes force; a month or a year will do."
    ),
    "advance --format": _FORMAT,
    "publish NUMBER": ANY_NUMBER,
    "publish --number": Phrase("发布的标准编号。", "The number under which it is published."),
    "publish --published-on": Phrase(
        "发布日期；可只给年月或年份，可在将来。",
        "The day of publication, which may lie ahead; a month or a year will do.",
    ),
    "publish --in-force-on": Phrase(
        "实施日期；可只给年月或年份。指导性技术文件可不给。",
        "The day it takes force; a month or a year will do. Guidance documents may have none.",
    ),
    "publish --format": _FORMAT,
    "track ID": Phrase("缺口或其记录的标识。", "Id of the gap, or of its record."),
    "track --status": Phrase(
        f"状态，取值：{'、'.join(_STATUSES)}。", f"How it goes on: one of {', '.join(_STATUSES)}."
    ),
    "track --priority": Phrase(
        f"优先级，取值：{'、'.join(_PRIORITIES)}。", f"How urgent it is: one of {', '.join(_PRIORITIES)}."
    ),
    "track --owner": Phrase(
        "负责解决的技术委员会；空文本表示无人负责。", "The committee that is to close it; an empty text: nobody."
    ),
    "track --recommendation": Phrase(
        "建议；空文本清除原建议。", "What the committee recommends; an empty text clears it."
    ),
    "track --needs-research": Phrase("是否须先研究。", "Whether research must come first."),
    "track --format": _FORMAT,
    "undo CHANGE|LOAD": Phrase(
        "变更的序号，或加载号或其开头。", "The number of a change, or the id of a load or the beginning of it."
    ),
    "undo --reason": Phrase("撤销的理由，撤销变更时须给出。", "Why; taking a change back requires it."),
    "undo --change": Phrase(
        "所给数字是变更的序号，不是加载号的开头。", "The number is that of a change, not the beginning of a load's id."
    ),
}
