"""The keyword `pattern`: match JavaScript's regular expressions, as far as Python can. `pattern_samples` inverts it."""

from __future__ import annotations

import functools
import re

_NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z])")  # JavaScript's spelling; Python's has a P.
_SET = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_DOUBTFUL = re.compile(r"(?<!\\)[\[&~|]")


def matches(pattern: str, text: str) -> bool:
    """Return whether the pattern is found in the text. A pattern that Python cannot compile matches everything."""
    compiled = _compile(pattern)
    return compiled is None or compiled.search(text) is not None


@functools.lru_cache(maxsize=256)
def _compile(pattern: str) -> re.Pattern[str] | None:
    def escape_set(found: re.Match[str]) -> str:
        # Python warns of `[`, `&&` and the like in a set: they may get a meaning.
        text = found[0]
        return text if text.startswith("\\") else text[0] + _DOUBTFUL.sub(r"\\\g<0>", text[1:])

    try:
        return re.compile(_SET.sub(escape_set, _NAMED_GROUP.sub("(?P<", pattern)))
    except (re.error, OverflowError, RecursionError, FutureWarning):
        return None
