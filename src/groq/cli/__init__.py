"""The command `groq`, which needs the extra `groq[cli]`.

>>> groq ask "Explain the importance of low latency LLMs"
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec

_EXTRA = ("click", "rich")
_MISSING = "groq: the command needs two more packages: pip install 'groq[cli]'\n"
_USAGE_ERROR = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status: 0, 1 (it failed), 2 (usage) or 130 (Ctrl-C)."""
    if None in map(find_spec, _EXTRA):
        sys.stderr.write(_MISSING)
        return _USAGE_ERROR
    try:
        from .app import run  # here, so that the package can be imported without the extra
    except KeyboardInterrupt:
        return _INTERRUPTED
    return run(sys.argv[1:] if arguments is None else arguments)
