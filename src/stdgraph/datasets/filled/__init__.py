"""Workbooks that the catalogue gave out and people filled in, read back as commands: decisions about gaps, and the desk of a committee."""
