"""`python -m groq.cli`: the command `groq`."""

import sys

from . import main

if __name__ == "__main__":
    sys.exit(main())
