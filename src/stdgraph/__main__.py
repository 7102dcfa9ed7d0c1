"""``python -m stdgraph`` is ``stdgraph``."""

import sys

from stdgraph.cli import main

if __name__ == "__main__":
    sys.exit(main())
