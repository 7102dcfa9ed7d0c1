"""Catalogues that older code made, opened by today's."""
