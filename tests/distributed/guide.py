"""The programs of the guide that need an engine."""

from __future__ import annotations

import re
from pathlib import Path

import pandas

from ..test_readme import ROOT, find_blocks

GUIDE = ROOT / "docs" / "guides" / "many-prompts.md"
ROWS = 100


def run_program(engine: str, output: str, folder: Path) -> None:
    """Run the program that imports the engine, and check its output.

    Args:
        engine: The module.
        output: The name of the column with the answers.
        folder: The absolute folder of its output, because workers have another current directory.
    """
    [block] = [one for one in find_blocks(GUIDE) if re.search(rf"^(import|from) {engine}\b", one.code, re.MULTILINE)]
    source, replaced = re.subn(r"parquet\(\"\w+\"\)", f"parquet({str(folder)!r})", block.code)
    assert replaced == 1
    code = compile("\n" * (block.line - 1) + source, str(GUIDE), "exec", dont_inherit=True)
    exec(code, {"__name__": "__main__"})
    written = pandas.read_parquet(folder)
    assert len(written) == ROWS
    assert written[output].notna().sum() > 0.9 * ROWS  # the server fails a few requests
    assert written[f"{output}_error"].notna().sum() == written[output].isna().sum()
