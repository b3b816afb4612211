"""Fail unless pyright finds a known, complete type for every public symbol of the package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "src"


def main() -> int:
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    command += ["--verifytypes", "groq", "--ignoreexternal", "--outputjson"]
    # Pyright does not find an editable installation here, and takes dependencies from the first Python in PATH.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    env = {**os.environ, "PYTHONPATH": str(SOURCE), "PATH": path}
    answer = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    try:
        report = json.loads(answer.stdout)["typeCompleteness"]
    except (ValueError, KeyError):
        print(f"expected pyright's report, got:\n{answer.stdout}{answer.stderr}")
        return 1
    # Private symbols first: if one is incomplete, so is each public name that uses it.
    for symbol in sorted(report["symbols"], key=lambda symbol: bool(symbol["isExported"])):
        if not symbol["isTypeKnown"] or symbol["isTypeAmbiguous"]:
            print(describe(symbol))
    counts = report["exportedSymbolCounts"]
    print(f"{report['completenessScore']:.2%} complete: {counts}")
    return 0 if report["completenessScore"] == 1 and counts["withKnownType"] else 1


def describe(symbol: dict[str, Any]) -> str:
    messages = [diagnostic["message"] for diagnostic in symbol["diagnostics"]]
    return "\n  ".join(line[:200] for line in (symbol["name"], *messages))


if __name__ == "__main__":
    sys.exit(main())
