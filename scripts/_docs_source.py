"""The source of the package as Griffe reads it, for `_docs_reference`. Nothing is imported."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import griffe

SRC = Path(__file__).resolve().parent.parent / "src"
TYPES = SRC / "groq" / "types"


@cache
def package() -> griffe.Module:
    """Load the package from its source, without importing it."""
    loaded = griffe.load(
        "groq",
        search_paths=[SRC],
        docstring_parser="google",
        resolve_aliases=True,
    )
    assert isinstance(loaded, griffe.Module)
    return loaded


def modules(patterns: str) -> list[str]:
    """Return the modules of `groq.types` that the patterns select, in order.

    `chat/*` matches `chat.chat_completion`; `!chat/*_param` excludes modules.
    """
    included = [one for one in patterns.split() if not one.startswith("!")]
    excluded = {path for one in patterns.split() if one.startswith("!") for path in TYPES.glob(f"{one[1:]}.py")}
    found = dict.fromkeys(path for one in included for path in sorted(TYPES.glob(f"{one}.py")))
    return [
        ".".join(path.relative_to(TYPES).with_suffix("").parts)
        for path in found
        if path.stem != "__init__" and path not in excluded
    ]


def target(path: str) -> str:
    """Return where an imported name is defined."""
    try:
        found = package()[path.removeprefix("groq.")]
        return str(found.final_target.path if found.is_alias else found.path)
    except (KeyError, griffe.AliasResolutionError):
        return path


def definition(path: str) -> griffe.Attribute | None:
    """Return the alias of a type that the path names; not a TypeVar."""
    try:
        found = package()[target(path).removeprefix("groq.")]
    except (KeyError, griffe.AliasResolutionError):
        return None
    if not isinstance(found, griffe.Attribute) or not isinstance(found.value, griffe.Expr):
        return None
    return None if isinstance(found.value, griffe.ExprCall) else found


def is_shown(parameter: griffe.Parameter) -> bool:
    return parameter.name != "self" and not parameter.name.startswith("_")


def star(parameter: griffe.Parameter) -> str:
    kinds = griffe.ParameterKind
    stars = {kinds.var_positional: "*", kinds.var_keyword: "**"}
    return stars.get(parameter.kind or kinds.keyword_only, "") + parameter.name
