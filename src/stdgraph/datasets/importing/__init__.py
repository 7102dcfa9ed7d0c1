"""Imports of files that others publish or keep: read, normalised, validated, planned and applied, row by row and in bounded memory."""
