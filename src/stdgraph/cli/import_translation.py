"""Chinese for what an import says of a file that it cannot read: pattern of the English words, and the Chinese."""

from __future__ import annotations

IMPORT_ERRORS: tuple[tuple[str, str], ...] = (
    (r"(?P<a>.+): no such file or directory \(expected a file\)", "没有文件 {a}"),
    (r"(?P<a>.+): permission denied \(expected a file\)", "无权读取 {a}"),
    (r"(?P<a>.+): .+ \(expected a file\)", "无法读取 {a}"),
    (r"(?P<a>.+): the file is empty \(.*", "{a}：文件为空（应为体系表或标准数据）"),
    (r"(?P<a>.+): JSON of no register .*", "{a}：不是可识别的 JSON（应为 ISO 开放数据的 JSON Lines 文件）"),
    (
        r"a mapping says how a table is read: .*",
        "映射文件用于说明如何读取体系表：这些文件是固定格式的标准数据，不需要映射",
    ),
    (r"(?P<a>.+): a table is imported by itself .*", "{a}：体系表须单独导入（每次一个文件，读取其全部工作表）"),
    (
        r"--system says where documents are listed: .*",
        "--system 指明标准列入哪个体系：这些文件没有体系中的位置，请去掉该选项",
    ),
    (
        r"(?P<a>.+): the file is larger than (?P<b>\d+) MiB \(expected the ICS\)",
        "{a}：文件超过 {b} MiB（应为 ICS 分类表）",
    ),
    (r"(?P<a>.+): the file declares entities .*", "{a}：文件中声明了实体（ICS 分类表中没有）"),
    (
        r"(?P<a>.+): invalid XML: (?P<b>.+) \(expected the ICS .*",
        "{a}：不是有效的 XML（{b}），应为 ISO 发布的 ICS 分类表",
    ),
    (r"(?P<a>.+): expands to more than (?P<b>\d+) MiB .*", "{a}：解压后超过 {b} MiB"),
    (r"(?P<a>.+): expands to more than (?P<b>\d+) times its size .*", "{a}：解压后超过其大小的 {b} 倍，不像是标准数据"),
    (r"(?P<a>.+): the file is damaged or was cut off .*", "{a}：文件损坏或不完整（应为完整的 gzip 文件）"),
    (r"(?P<a>.+): more than (?P<b>\d+) files .*", "{a}：文件超过 {b} 个"),
    (r"(?P<a>.+): the archive is damaged or was cut off .*", "{a}：压缩包损坏或不完整（应为完整的 TAR 或 ZIP 文件）"),
    (r"(?P<a>.+): the archive is encrypted, or packed .*", "{a}：压缩包已加密，或压缩方式不受支持（应为普通的压缩包）"),
    (r"(?P<a>.+): neither a gap report nor the desk .*", "{a}：既不是缺口报告，也不是技术委员会工作台"),
    (
        r"the catalogue was changed while the load was prepared.*",
        "准备导入期间目录被他人更改，未写入任何内容，请重新导入",
    ),
)
