"""Many prompts: `map()` for results in the program, `run()` for results in a file."""

from .mapping import AsyncInputs, Inputs, map_chat, map_chat_async
from .results import AsyncMapResults, MapResult, MapResults

__all__ = ["AsyncInputs", "AsyncMapResults", "Inputs", "MapResult", "MapResults", "map_chat", "map_chat_async"]
