"""How much of a table is read. Every limit is looked at before the memory is spent."""

from __future__ import annotations

FILE = 64 << 20
"""Bytes of the file."""
TEXT = 32 << 20
"""Bytes of a text table, which is read as a whole."""
EXPANDED = 512 << 20
"""Bytes of all parts of a workbook, once they are expanded."""
RATIO = 200
"""How many times larger than the file a workbook may become; the most repetitive tables reach about fifty."""
RATIO_FROM = 16 << 20
"""Bytes from which on that is looked at."""
PARTS = 5_000
"""Files inside a workbook."""
SHEETS = 256
ROWS = 200_000
"""The last row of a sheet that holds something."""
COLUMNS = 500
"""The last column of a sheet that holds something; empty cells that only have a format do not count."""
CELLS = 1_000_000
"""Cells of all sheets that hold something."""
AREA = 8_000_000
"""Rows times columns of a sheet that is read as a whole rectangle (XLS, ODS)."""
CELL = 32_767
"""Characters of a cell: what a spreadsheet itself allows."""
LINE = 1 << 20
"""Characters of a row of a text file, however many lines it runs over."""
MERGES = 100_000
"""Merged ranges of a sheet."""
STYLES = 100_000
"""Formats and shared texts are looked up by position; more formats than this no program writes."""
MAPPING = 1 << 20
"""Characters of a mapping file."""
