"""The catalogue as files: the seed's format, its reader, and the loader that brings it into the graph."""
