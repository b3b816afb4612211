"""Templates → text: the jinja environment and its filters."""

from __future__ import annotations

import itertools
import re
import textwrap
from pathlib import Path
from typing import Any

import jinja2

HEADER = "# Generated from openapi.yml by scripts/generate. Do not edit."
WIDTH = 120


def docstring(text: str, indent: int) -> str:
    """Return a docstring at this indentation. Indented lines of the text get a hanging indent."""
    lines: list[str] = []
    for line in text.replace("\\", "\\\\").replace('"""', r"\"\"\"").splitlines():
        pad = " " * (indent + len(line) - len(line.lstrip()))
        hanging = pad + " " * (len(pad) - indent)
        quotes = "" if lines else '"""'
        lines += textwrap.wrap(
            quotes + line.lstrip(),
            WIDTH,
            initial_indent=pad,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    fits = len(lines) == 1 and len(lines[0]) + 3 <= WIDTH and not text.endswith('"')
    return "\n".join(lines).lstrip() + ('"""' if fits else f'\n{" " * indent}"""')


def relative_import(source: str, target: str) -> str:
    """Return the relative name of module `target` for an import in module `source`; both are absolute."""
    here, there = source.split(".")[:-1], target.split(".")
    same = (one == other for one, other in zip(here, there[:-1], strict=False))
    shared = sum(itertools.takewhile(bool, same))
    return "." * (len(here) - shared + 1) + ".".join(there[shared:])


def in_mode(text: str, prefix: str) -> str:
    """Return an annotation for the sync form of a method, or with the prefix `Async` for the async one."""
    return re.sub(r"\b(?=Stream\[|(Streamed)?BinaryAPIResponse)", prefix, text)


_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_environment.filters.update(docstring=docstring, in_mode=in_mode, repr=repr)
_environment.globals.update(header=HEADER, relative=relative_import)


def render(template: str, **values: Any) -> str:
    """Return the text of a template."""
    return _environment.get_template(template).render(**values)


def package(name: str, description: str, names: dict[str, str], subpackages: list[str]) -> str:
    """Return the `__init__.py` of a package whose names are imported on first use."""
    modules = {key: relative_import(f"{name}.__init__", names[key]) for key in sorted(names)}
    return render(
        "package.py.jinja",
        package=name,
        description=description,
        names=modules,
        subpackages=tuple(sorted(subpackages)),
        exported=sorted([*names, *subpackages]),
    )


def path_of(module: str) -> str:
    """Return the file of a module, relative to the repository."""
    return f"src/{module.replace('.', '/')}.py"
