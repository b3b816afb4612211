"""`python -m groq.cli`: the command `groq`."""

import sys

from . import main

sys.exit(main())
