"""The codes that numbers begin with, as data."""

from __future__ import annotations

INDUSTRY_CODES: dict[str, str] = {
    "AQ": "安全生产",
    "BB": "包装",
    "BMB": "国家保密",
    "CB": "船舶",
    "CH": "测绘",
    "CJ": "城镇建设",
    "CJJ": "城镇建设工程",
    "CY": "新闻出版",
    "DA": "档案",
    "DB": "地震",
    "DL": "电力",
    "DY": "电影",
    "DZ": "地质矿产",
    "EJ": "核工业",
    "FZ": "纺织",
    "GA": "公共安全",
    "GC": "国家物资储备",
    "GH": "供销合作",
    "GM": "密码",
    "GY": "广播电影电视",
    "HB": "航空",
    "HG": "化工",
    "HGJ": "化工工程",
    "HJ": "生态环境",
    "HS": "海关",
    "HY": "海洋",
    "JB": "机械",
    "JC": "建材",
    "JG": "建筑工业",
    "JGJ": "建筑工程",
    "JR": "金融",
    "JT": "交通",
    "JTG": "公路工程",
    "JTJ": "交通工程",
    "JTS": "水运工程",
    "JY": "教育",
    "KA": "矿山安全",
    "LB": "旅游",
    "LD": "劳动和劳动安全",
    "LS": "粮食",
    "LY": "林业",
    "MH": "民用航空",
    "MR": "市场监管",
    "MT": "煤炭",
    "MZ": "民政",
    "NB": "能源",
    "NB/SH": "能源（石油化工）",
    "NY": "农业",
    "QB": "轻工",
    "QC": "汽车",
    "QJ": "航天",
    "QX": "气象",
    "RB": "认证认可",
    "RF": "人民防空",
    "SB": "国内贸易",
    "SC": "水产",
    "SD": "水利电力",
    "SDJ": "水利电力工程",
    "SF": "司法",
    "SH": "石油化工",
    "SHJ": "石油化工工程",
    "SJ": "电子",
    "SL": "水利",
    "SN": "出入境检验检疫",
    "SW": "税务",
    "SY": "石油天然气",
    "SYJ": "石油天然气工程",
    "TB": "铁路运输",
    "TBJ": "铁路工程",
    "TD": "土地管理",
    "TY": "体育",
    "WB": "物资管理",
    "WH": "文化",
    "WJ": "兵工民品",
    "WM": "外经贸",
    "WS": "卫生",
    "WW": "文物保护",
    "XB": "稀土",
    "XF": "消防救援",
    "YB": "黑色冶金",
    "YBJ": "黑色冶金工程",
    "YC": "烟草",
    "YD": "通信",
    "YDN": "通信（内部）",
    "YDJ": "通信工程",
    "YDC": "通信（参考性技术文件）",
    "YDB": "通信（技术报告）",
    "YJ": "应急管理",
    "YS": "有色金属",
    "YSJ": "有色金属工程",
    "YY": "医药",
    "YZ": "邮政",
    "ZY": "中医药",
}
"""Industries by the code of their standards (行业标准代号), those of engineering construction (工程建设) among them."""

REGIONS = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-6]|71|8[12]"
"""Provinces by the first two digits of their code (GB/T 2260); 66 is the Production and Construction Corps."""

ASSOCIATIONS = (
    *("CABEE", "CAEPI", "CAS", "CASME", "CAAMTB", "CBMF", "CCASC", "CCES", "CCPITCSC", "CCSA", "CEC", "CECA", "CECS"),
    *("CEEIA", "CESA", "CES", "CGMA", "CIECCPA", "CIAPS", "CITIF", "CNIA", "CNIS", "CPIA", "CPCIF", "CSAE", "CSEE"),
    *("CSES", "CSTM", "CSUS", "CHTS", "GDES", "ISC", "SSITS", "ZZB"),
)
"""Associations whose numbers are known even where the slash after T is not printed."""

ENTERPRISES = ("CR", "CRRC", "CSG", "GDW", "HN", "SH", "SY", "THSP")
"""Enterprises whose numbers are known even where the slash after Q is not printed."""

ABROAD = (
    *("AAMA", "ABNT", "AGMA", "AIAG", "ANSI", "API", "AS", "ASHRAE", "ASME", "ASTM", "AWS", "BIS", "BS", "BSI", "CAN"),
    *(
        "CEN",
        "CENELEC",
        "CLC",
        "CNS",
        "CSA",
        "CWA",
        "DIN",
        "DVS",
        "EA",
        "ECSS",
        "EIA",
        "EN",
        "ENV",
        "ETSI",
        "FIPS",
        "FPREN",
    ),
    *("GOST", "ГОСТ", "GSO", "HD", "IEEE", "IPC", "IRAM", "IS", "JASO", "JEC", "JEDEC", "JEITA", "JIS", "KS", "MIL"),
    *("MS", "NBR", "NEMA", "NEN", "NF", "NFPA", "NIST", "NMX", "NOM", "NORSOK", "NSF", "NZS", "OENORM", "ÖNORM", "PAS"),
    *("PN", "PREN", "QCVN", "RFC", "SAE", "SANS", "SASO", "SEMI", "SFS", "SIS", "SN", "SNI", "SS", "TAPPI", "TCVN"),
    *("TGL", "TIA", "TIS", "UIC", "UL", "ULC", "UNE", "UNI", "VDA", "VDE", "VDI"),
)
"""Bodies abroad, regional ones and associations, whose numbers are kept as printed."""

WORLDWIDE = ("CAC", "CIE", "CODEX", "CXS", "ECE", "ICAO", "IMO", "OIML", "OIE", "UN", "UNECE", "WHO", "WMO")
"""Bodies of the world whose numbers are kept as printed."""

PUBLISHERS = ("ISO", "IEC", "CISPR", "IWA")
"""Who may stand first in an international number; IWA is a kind of document that stands alone."""

PARTNERS = (
    "ISO",
    "IEC",
    "CISPR",
    "IEEE",
    "ASTM",
    "ASME",
    "CIE",
    "HL7",
    "IDF",
    "IIW",
    "IUPAC",
    "OECD",
    "OIML",
    "SAE",
    "UNDP",
)
"""Who may stand beside them: ISO/IEC, ISO/IEC/IEEE, ISO/ASTM."""

DOCUMENT_TYPES = ("TS", "TR", "PAS", "GUIDE", "ISP", "SRD", "DATA", "TTA", "R")
"""Kinds of ISO and IEC documents other than international standards."""

DRAFTS = ("PWI", "NP", "AWI", "WD", "CDV", "CD", "FDIS", "DIS", "PRF")
"""What ISO and IEC print before the number of a draft. Drafts of other documents begin with D or FD: DTS, DTR."""

SUPPLEMENTS: dict[str, str] = {
    "AMENDMENT": "Amd",
    "AMD": "Amd",
    "AM": "Amd",
    "CORRIGENDUM": "Cor",
    "CORR": "Cor",
    "COR": "Cor",
    "ADD": "Add",
    "SUPPL": "Suppl",
    "EXT": "Ext",
    "FRAG": "Frag",
    "ISH": "Ish",
}
"""Amendments, corrigenda, addenda, supplements, extensions, fragments, interpretation sheets: printed and kept."""

EDITION_FORMS = ("CSV", "RLV", "EXV-CMV", "EXV-RLV", "EXV", "CMV", "SER", "PRV", "DB")
"""Forms in which IEC sells one text: consolidated, redline, extended, commented, series, pre-release, database."""
