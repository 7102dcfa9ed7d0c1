"""Actions: what a reader with a role does from the pages, as forms that a dry run shows the outcome of before anything is changed.

An action is declared as data (``declared``): what it acts on, its fields, and how these become items of the mutation ``applyChanges``.
Reading a form (``given``), carrying it out (``carrying_out``) and showing it (``form``, ``handler``) are the same for all.
"""
