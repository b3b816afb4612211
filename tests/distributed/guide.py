"""The programs of the guide that need an engine."""

from __future__ import annotations

import re

import pandas

from ..test_readme import ROOT, find_blocks

GUIDE = ROOT / "docs" / "guides" / "many-prompts.md"
ROWS = 100


def run_program(engine: str) -> None:
    """Run the program that imports the engine, in the current directory."""
    [block] = [one for one in find_blocks(GUIDE) if re.search(rf"^(import|from) {engine}\b", one.code, re.MULTILINE)]
    code = compile("\n" * (block.line - 1) + block.code, str(GUIDE), "exec", dont_inherit=True)
    exec(code, {"__name__": "__main__"})


def check_written(folder: str, output: str) -> None:
    """Assert that all rows were written, almost all of them with an answer: the server fails for a few."""
    written = pandas.read_parquet(folder)
    assert len(written) == ROWS
    assert written[output].notna().sum() > 0.9 * ROWS
    assert written[f"{output}_error"].notna().sum() == written[output].isna().sum()
