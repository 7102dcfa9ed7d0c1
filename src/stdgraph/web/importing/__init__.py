"""The pages of imports: a file is uploaded and planned, its columns are told by hand where need be, the plan is carried out or
discarded, and what came of it is taken back.

Whatever a page does a program can do as well, by ``POST /import`` and the mutations; the same policy decides.
"""
