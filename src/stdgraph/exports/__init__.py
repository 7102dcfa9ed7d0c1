"""Exports: what the catalogue answers, as files. ``registry`` is where HTTP and the command line look them up by name."""
