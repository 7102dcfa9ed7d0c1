"""What ``--help`` says of every command and of every option and argument, in Chinese and in English side by side."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.cli import lookup_help
from stdgraph.cli.texts import Phrase
from stdgraph.domain.identity import Role
from stdgraph.gaps.kinds import GapKind

COMMANDS: Mapping[str, Phrase] = {
    **lookup_help.COMMANDS,
    "": Phrase(
        "标准体系图谱：缺什么标准、缺口影响什么、计划推进到哪一步。",
        "Standards systems in a graph: what is missing, what it blocks, how far the plan has come.",
    ),
    "serve": Phrase(
        "启动图数据库，目录为空时导入种子数据，并通过 HTTP 提供 GraphQL 服务，按 Ctrl-C 停止。",
        "Start the engine, load the seed into an empty catalogue, and answer GraphQL over HTTP until Ctrl-C.",
    ),
    "seed": Phrase(
        "校验种子数据并导入目录。\n\n"
        "种子数据有误时，逐条给出文件、行、列及应有的内容，且不写入任何数据。\n\n"
        "重复导入不产生变化；只更改本数据集所陈述的内容，其他数据集和人工录入的内容不变；不再陈述的条目会列出并保留，--retire 使其退出体系。",
        "Validate a seed and load it into the catalogue.\n\n"
        "A malformed seed is reported with file, row, column and what was expected, and nothing is written.\n\n"
        "Loading twice changes nothing. Only what the dataset itself stated is changed; what other datasets state and people entered stays. "
        "What it no longer states is listed and kept; --retire takes it off the plan.",
    ),
    "import": Phrase(
        "把体系表（XLSX、XLS、ODS、CSV）、ISO 开放数据或 Relaton 书目数据导入目录；填写后的缺口报告和技术委员会工作台按其内容执行。\n\n"
        "例：stdgraph import 光伏体系表.xlsx\n\n"
        "先显示读出的列、行数和将产生的变化，确认后写入。不能接受的行逐条说明位置和原因，其余各行照常导入。"
        "表头或词语未被识别时，用 --dry-run --save-mapping 写出读法，修改后以 --mapping 再次导入。"
        "人工录入的内容不会被覆盖；再次导入同一文件不产生变化；stdgraph undo 可撤销一次导入。",
        "Import a table of a standards system (XLSX, XLS, ODS, CSV), ISO Open Data or Relaton; or carry out what was filled in in a gap "
        "report or in the desk of a committee.\n\n"
        "Example: stdgraph import pv-table.xlsx\n\n"
        "It shows the columns that were recognised, the rows and what would change, asks, and writes. A row that cannot be taken is "
        "reported with its place and the reason, and the others come in. Where a heading or a word was not understood, "
        "--dry-run --save-mapping writes down how the table was read: edit that file and import again with --mapping. What people "
        "entered is never overwritten, the same file again changes nothing, and stdgraph undo takes an import back.",
    ),
    "datasets": Phrase(
        "列出目录中的数据集（按采用次序）及其历次加载。",
        "List the datasets of the catalogue, in the order in which they are followed, and their loads.",
    ),
    "backup": Phrase(
        "将整个目录备份为一个文件，服务运行时也可进行。\n\n"
        "备份期间写操作等待，读操作不受影响。文件可恢复到任一种图数据库，其中含令牌的散列值，只有所有者可读。\n\n"
        "验证时恢复到临时的内嵌图数据库并比较，不一致时退出码为 1。",
        "Write the whole catalogue into one file, also while a service runs.\n\n"
        "Writers wait meanwhile, readers do not. The file restores into either engine; it holds the hashes of tokens, and only "
        "its owner can read it.\n\n"
        "Verifying restores it into a temporary embedded engine and compares; exit code 1 when it differs.",
    ),
    "restore": Phrase(
        "将备份恢复到空目录。\n\n"
        "先检查文件，文件有误或目录不为空时不写入任何数据。中断后再次执行同一命令即可，此前其他命令和服务均拒绝使用该目录。",
        "Restore a backup into an empty catalogue.\n\n"
        "The file is checked first; where it is damaged, or the catalogue is not empty, nothing is written. After an interruption "
        "the same command begins anew; until then every other command and the service refuse the catalogue.",
    ),
    "gaps": Phrase(
        "列出缺失、逾期或相互矛盾之处，严重者在前。同时给出的范围选项须全部满足。",
        "List what is missing, late or contradictory, worst first. Scope options combine: all of them must hold.",
    ),
    "timezone": Phrase(
        "显示或更改目录的时区，即“今天”按哪个时区计。\n\n未给出时区时显示当前时区。更改时区不会使已到来的日期退回。",
        "Say in which time zone the days of the catalogue turn, or change it.\n\n"
        "Without a zone the present one is shown. A day that has come is not undone by a change.",
    ),
    "settle": Phrase(
        "使缺口记录与目录当前状态一致。运行中的服务会自动执行。",
        "Reconcile the records of tracked gaps with the catalogue as it is today. A running service does so by itself.",
    ),
    "merge": Phrase(
        "将一项标准并入另一项：两者实为同一项标准时使用。\n\n"
        "编号、列入、关系、事件、缺口记录和来源说法一并转入，原标识永久有效。不能撤销。",
        "Merge a standard into another one, where the two turn out to be one.\n\n"
        "Numbers, listings, relations, events, gap records and claims go along, and the lost id is found for ever. It cannot be undone.",
    ),
    "progress": Phrase(
        "显示标准体系的进展：计划、起草、已发布、现行。",
        "Show how far the standards systems have come: planned, being drafted, published, in force.",
    ),
    "impact": Phrase(
        "显示一项标准的影响：哪些标准使用它，废止后会留下哪些空缺。不写入任何数据。",
        "Show what rests on a standard: which others use it and what its withdrawal would leave open. Nothing is written.",
    ),
    "export": Phrase(
        "将目录导出为文件：标准、缺口、进度、覆盖、技术委员会的表格，一个体系的表格，一个技术委员会的日程。\n\n"
        "格式按文件后缀确定（csv、xlsx、jsonl 等）。内容与 HTTP 的 /export 相同。写完后才替换已有文件，中断时不留下残缺文件。",
        "Export the catalogue to a file: rows of standards, gaps, progress, coverage or committees, the forms of a system, the calendar "
        "of a committee.\n\n"
        "The suffix of the file says the format: csv, xlsx, jsonl and others. It is what /export gives over HTTP. An existing file is "
        "replaced once the new one is whole; an interruption leaves nothing half written.",
    ),
    "schema": Phrase(
        "输出 GraphQL 模式（SDL）、写入文件，或与文件比较。不启动图数据库。",
        "Print the GraphQL schema (SDL), write it to a file, or compare it with one. No engine is started.",
    ),
    "doctor": Phrase(
        "显示当前设置及其来源，并检查图数据库、模式、目录和种子数据。\n\n"
        "按事件重新计算每项标准的阶段、状态和日期，并与存储的值比较；检查变更序列是否连续、关系两端是否正确、导入是否完成。\n\n"
        "不显示密码等机密。没有运行中的图数据库时，为检查临时启动一个。\n\n"
        "发现问题时退出码为 1，无法连接或启动图数据库时为 3。",
        "Show the settings in force with their origins, and check engine, schema, catalogue and seed.\n\n"
        "The stage, status and days of every standard are recomputed from its events and compared; the feed must be gapless, "
        "relations must lead where they may, and no load may be unfinished.\n\n"
        "Secrets are hidden. Where no engine is running, one is started for the check.\n\n"
        "Exit code 1 when a problem is found, 3 when the graph cannot be reached or started.",
    ),
    "token": Phrase(
        "签发、列出和撤销访问令牌。", "Issue, list and revoke access tokens: who may change the catalogue."
    ),
    "token issue": Phrase(
        "签发令牌，标准输出只有令牌本身。令牌不保存，仅显示这一次。",
        "Issue a token and write it, and nothing else, to stdout. It is not stored, so it is shown only once.",
    ),
    "token list": Phrase(
        "列出已签发的全部令牌及其状态和最近使用时间，不显示令牌本身。",
        "List every token that was issued, with its state and last use; never the token itself.",
    ),
    "token revoke": Phrase(
        "永久撤销令牌，最后一个系统管理员令牌也可撤销。运行中的服务在半分钟内拒绝它。",
        "Revoke a token for good, the last one of an administrator too. A running service refuses it within half a minute.",
    ),
}
"""By command, as people type it."""

PARAMETERS: Mapping[str, Phrase] = {
    **lookup_help.PARAMETERS,
    "--help": Phrase("显示帮助并退出。", "Show this help and exit."),
    "--version": Phrase("显示版本号并退出。", "Show the version and exit."),
    "--data-dir": Phrase("内嵌图数据库的文件夹。", "Folder of the embedded engine."),
    "--config": Phrase("设置文件（TOML）。", "Settings file (TOML)."),
    "--debug": Phrase("显示调用栈并记录请求。", "Show stack traces and log requests."),
    "--as-of": Phrase("查询日期；未给出时为今天。", "The day to answer for; today by default."),
    "--format": Phrase("table 供人阅读，json、csv 供程序读取。", "table for people, json and csv for programs."),
    "--language": Phrase("标题和说明的语言。", "Language of titles and messages."),
    "serve --host": Phrase("监听地址，默认 127.0.0.1。", "Address to listen on; 127.0.0.1 by default."),
    "serve --port": Phrase("监听端口，默认 8000。", "Port to listen on; 8000 by default."),
    "serve --workers": Phrase("工作进程数，默认 1。", "Worker processes; 1 by default."),
    "serve --no-seed": Phrase("目录为空时不导入种子数据。", "Leave an empty catalogue empty."),
    "seed FOLDER": Phrase(
        "种子数据文件夹；未给出时用自带的种子数据。", "Folder of a seed; the bundled seed by default."
    ),
    "import FILE...": Phrase(
        "体系表或填写后的工作簿一份，或 ISO 开放数据、Relaton 一份或多份；Relaton 为 YAML 文件、文件夹、TAR 或 ZIP。",
        "One table or one filled workbook; or one or more files of ISO Open Data or of Relaton (a YAML file, a folder, TAR, ZIP).",
    ),
    "import --dataset": Phrase(
        "数据集名称，再次导入或导入新版时须相同；默认取文件名，故文件改名后须给出。",
        "Name of the dataset, the same when importing again or a new edition; by default that of the file, so give it where the file is renamed.",
    ),
    "import --system": Phrase(
        "体系代码；默认为同名的体系，没有时按数据集名称新建。",
        "Code of the system; by default the one of the same title, else one made of the dataset's name.",
    ),
    "import --mapping": Phrase(
        "映射文件：哪一列是什么、词语是什么意思。", "Mapping file: which column is which field, what words mean."
    ),
    "import --dry-run": Phrase("只显示将产生的变化，不写入。", "Only show what would change; nothing is written."),
    "import --save-mapping": Phrase(
        "把读法写入表格旁的 .mapping.yaml 文件。", "Write how the table was read into a .mapping.yaml file beside it."
    ),
    "import --rejected": Phrase(
        "把未接受的行和未采用的内容写成 CSV。", "Write rejected rows and fields that were left out as CSV."
    ),
    "import --title": Phrase("数据集的名称（供人阅读）。", "What the dataset is called, for people."),
    "import --stated-on": Phrase("文件内容的截止日期。", "The day as of which the files speak."),
    "import --rank": Phrase(
        "各数据集说法不一时，数值小者优先。", "Where datasets differ, the one of the smaller rank is followed."
    ),
    "import --retire": Phrase(
        "使任何数据集都不再陈述的内容从今天起退出体系。",
        "What no dataset states any more leaves the plan today.",
    ),
    "import --format": Phrase(
        "table 供人阅读，json 为全部结果，csv 为未接受和未采用的内容。",
        "table for people, json for all of it, csv for what was not taken.",
    ),
    "seed --check": Phrase("只校验，不打开目录也不写入。", "Only validate; nothing is opened or written."),
    "seed --dry-run": Phrase(
        "与目录比较，列出新建、逐字段更改、不再陈述、不一致和拒绝之处；不写入。",
        "Compare with the catalogue: created, changed field by field, no longer stated, in conflict, refused. Nothing is written.",
    ),
    "seed --retire": Phrase(
        "使任何数据集都不再陈述的内容从今天起退出体系。",
        "What no dataset states any more leaves the plan today.",
    ),
    "backup FILE": Phrase(
        "备份文件；已存在时替换，与 --verify 同用时验证它。",
        "The backup; an existing one is replaced or, with --verify, verified.",
    ),
    "backup --verify": Phrase(
        "验证该备份；文件不存在时先备份。", "Verify the backup; where there is none it is made first."
    ),
    "backup --format": Phrase("table 供人阅读，json 供程序读取。", "table for people, json for programs."),
    "restore FILE": Phrase("备份文件。", "The backup."),
    "restore --format": Phrase("table 供人阅读，json 供程序读取。", "table for people, json for programs."),
    "gaps --system": Phrase("该体系的缺口。", "Gaps of this system."),
    "gaps --subsystem": Phrase("该子体系及其下级的缺口。", "Gaps of this subsystem's whole subtree."),
    "gaps --committee": Phrase("该技术委员会归口标准的缺口。", "Gaps whose standards this committee owns."),
    "gaps --product-category": Phrase("涉及该产品类别的缺口。", "Gaps that concern this category."),
    "gaps --kind": Phrase(
        f"只列该类型，可重复。取值：{'、'.join(kind.lower() for kind in GapKind)}。",
        f"Only this kind; may be repeated. One of {', '.join(kind.lower() for kind in GapKind)}.",
    ),
    "--first": Phrase("最多列出的条数，严重者在前。", "Maximum number of entries, worst first."),
    "gaps --report": Phrase(
        "以路线图缺口表列出全部缺口及委员会的决定。",
        "All gaps as the gap table of a roadmap, with what committees decided.",
    ),
    "gaps --output": Phrase("与 --report 同用：写入该文件。", "With --report: write it to this file."),
    "gaps --format": Phrase(
        "table、json 或 csv；与 --report 同用时为 markdown、csv 或 xlsx。",
        "table, json or csv; with --report markdown, csv or xlsx.",
    ),
    "progress SYSTEM": Phrase("体系代号；未给出时为全部体系。", "Code of a system; all systems by default."),
    "progress --tree": Phrase(
        "体系的全部子体系，数字含下级。", "Every subsystem of the system, with the figures of its subtree."
    ),
    "progress --history": Phrase("每个时间间隔结束时的数字。", "The counts at the end of each interval."),
    "progress --from": Phrase(
        "与 --history 同用：第一个间隔内的日期；未给出时为截止日前一年。",
        "With --history: a day of the first interval; a year before the last day by default.",
    ),
    "progress --to": Phrase(
        "与 --history 同用：截止日；未给出时为今天。", "With --history: the last day; today by default."
    ),
    "progress --interval": Phrase(
        "与 --history 同用：时间间隔，默认按月。", "With --history: the intervals; months by default."
    ),
    "progress --durations": Phrase(
        "各阶段的持续时间及每年发布的数量。", "How long stages last, and how many standards are published a year."
    ),
    "impact NUMBER": Phrase(
        "任何写法的标准号、计划号，或标识。", "A number or plan number in any printed form, or an id."
    ),
    "impact --first": Phrase("每个列表最多列出的条数。", "Maximum number of entries of each list."),
    "impact --format": Phrase("table 供人阅读，json 供程序读取。", "table for people, json for programs."),
    "export WHAT": Phrase(
        "导出什么：standards、gaps、progress、coverage、committees，或 systems/代码、committees/代码。",
        "What: standards, gaps, progress, coverage, committees, or systems/CODE, committees/CODE.",
    ),
    "export FILE": Phrase(
        "写入的文件；- 为标准输出，须给出 --format。", "The file to write; - for stdout, with --format."
    ),
    "export --system": Phrase("只导出一个体系的内容。", "Only what belongs to a system."),
    "export --subsystem": Phrase(
        "只导出一个子体系及其下级的内容，写作 体系/子体系。", "Only what belongs to a subsystem and all below it."
    ),
    "export --committee": Phrase(
        "只导出一个技术委员会及其分委会的内容。", "Only what a committee or a subcommittee owns."
    ),
    "export --product-category": Phrase(
        "只导出涉及一个产品类别及其种类的内容。", "Only what concerns a category or a kind of it."
    ),
    "export --where": Phrase(
        "标准的条件，按 StandardWhere 写成 JSON。", "Which standards, as JSON of the API's StandardWhere."
    ),
    "export --format": Phrase("格式；未给出时按文件后缀。", "The format; by default that of the file's suffix."),
    "merge LOST": Phrase(
        "要并入的标准：编号、计划号或标识。", "The standard that goes: its number, plan number or id."
    ),
    "merge KEPT": Phrase("保留的标准：编号、计划号或标识。", "The standard that stays: its number, plan number or id."),
    "merge --reason": Phrase("合并的理由，记入历史。", "Why they are one; the history records it."),
    "merge --dry-run": Phrase("只检查能否合并，不写入。", "Only say whether they can be merged; nothing is written."),
    "timezone ZONE": Phrase(
        "时区的 IANA 名称，如 Asia/Shanghai。", "IANA name of the time zone, such as Asia/Shanghai."
    ),
    "settle --format": Phrase("table 供人阅读，json 供程序读取。", "table for people, json for programs."),
    "doctor --format": Phrase("table 供人阅读，json 供程序读取。", "table for people, json for programs."),
    "schema --output": Phrase("写入该文件。", "Write to this file."),
    "schema --check": Phrase(
        "与该文件比较；不一致时输出差异，退出码为 1。", "Compare with this file; a difference is shown, exit code 1."
    ),
    "token issue --name": Phrase(
        "持有者的名称；历史记录以此署名。", "Who holds it; the history records changes under this name."
    ),
    "token issue --role": Phrase(
        f"令牌的权限，取值：{'、'.join(role.lower() for role in Role)}。",
        f"What the token may do: one of {', '.join(role.lower() for role in Role)}.",
    ),
    "token issue --committee": Phrase(
        "令牌所代表的技术委员会，可重复。", "A committee it writes for; may be repeated."
    ),
    "token issue --system": Phrase("令牌所管理的体系，可重复。", "A system it is steward of; may be repeated."),
    "token issue --expires": Phrase(
        "有效期：12h、90d、8w，或 never（直至撤销）。", "How long it is valid: 12h, 90d, 8w, or never: until revoked."
    ),
    "token revoke NAME|ID": Phrase("list 所列的令牌名称或标识。", "Name or id of the token, as list shows it."),
}
"""By command and option or argument; without a command where several commands share it."""

ANYWHERE = ("--data-dir", "--config", "--debug")
"""Options that stand before or after any command."""
