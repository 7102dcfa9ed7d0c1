"""The forms of GB/T 13016 of one system: a workbook and a structure diagram."""
