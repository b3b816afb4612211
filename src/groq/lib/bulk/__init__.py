"""Many prompts: `map()` for results in the program, `run()` for results in a file."""

from .errors import BulkFileError
from .mapping import AsyncInputs, Inputs, map_chat, map_chat_async
from .results import AsyncMapResults, MapResult, MapResults
from .runs import run, run_async
from .summary import BulkSummary

__all__ = [
    "AsyncInputs",
    "AsyncMapResults",
    "BulkFileError",
    "BulkSummary",
    "Inputs",
    "MapResult",
    "MapResults",
    "map_chat",
    "map_chat_async",
    "run",
    "run_async",
]
