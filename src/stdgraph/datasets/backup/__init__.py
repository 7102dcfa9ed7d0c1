"""Backups: the whole graph as one file, of either engine and for either engine."""
