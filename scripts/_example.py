"""Run an example, and print an error of the package, such as a missing network, in one line. For `quickstart`."""

from __future__ import annotations

import runpy
import sys

from groq import GroqError


def main(path: str) -> None:
    try:
        runpy.run_path(path, run_name="__main__")
    except GroqError as err:
        sys.exit(f"{path}: {err}")


if __name__ == "__main__":
    main(sys.argv[1])
