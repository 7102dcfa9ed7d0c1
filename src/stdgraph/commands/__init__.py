"""The life of a standard: moves from stage to stage, the events that record them, and what follows from both."""
