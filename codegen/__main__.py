"""`python -m codegen write` writes the generated files; `--check` fails if that would change one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from . import docs, resources
from .render import HEADER
from .spec import CodegenError, Spec
from .types import Types

REPOSITORY = Path(__file__).parents[1]
# These contain only generated files.
TREES = ("src/groq/types", "src/groq/resources")


def generate(root: Path) -> dict[str, str]:
    """Return path → text of every file generated from the spec and the config under `root`."""
    spec = Spec.load(root)
    types = Types(spec)
    tree = resources.build(spec, types)
    return formatted({**types.files(), **resources.files(tree), **docs.files(root, spec, types, tree)})


def formatted(files: dict[str, str]) -> dict[str, str]:
    """Return the files formatted, without unused imports."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text, "utf-8")
        config = ["--config", str(REPOSITORY / "pyproject.toml"), "--no-cache"]
        for command in (["check", "--fix", "--select", "F401,I,RUF022", *config], ["format", *config]):
            line = [sys.executable, "-m", "ruff", *command, folder]
            done = subprocess.run(line, capture_output=True, text=True, check=False)
            if done.returncode:
                raise CodegenError(f"ruff {command[0]} failed:\n{done.stdout}{done.stderr}")
        return {path: (Path(folder) / path).read_text("utf-8") for path in files}


def differences(root: Path, files: dict[str, str]) -> list[str]:
    """Return one line for each missing, extra or stale file."""
    present = {
        path.relative_to(root).as_posix()
        for tree in TREES
        for path in (root / tree).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    present |= {path for path in files if (root / path).is_file()}
    return sorted(
        [f"missing: {path}" for path in files.keys() - present]
        + [f"extra: {path}" for path in present - files.keys()]
        + [f"stale: {path}" for path in files.keys() & present if (root / path).read_text("utf-8") != files[path]]
    )


def write(root: Path, files: dict[str, str]) -> None:
    """Write the files that differ, and remove generated files that are no longer generated."""
    for difference in differences(root, files):
        kind, path = difference.split(": ", 1)
        target = root / path
        if kind != "extra":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path], "utf-8")
        elif target.read_bytes().startswith(HEADER.encode()):
            target.unlink()


def main(arguments: list[str], root: Path = REPOSITORY) -> int:
    """Run the command, and return its exit status."""
    if arguments not in (["write"], ["--check"]):
        print("usage: python -m codegen write | --check", file=sys.stderr)
        return 2
    try:
        files = generate(root)
    except CodegenError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments == ["write"]:
        write(root, files)
    found = differences(root, files)
    for line in found:
        print(line, file=sys.stderr)
    if found and arguments == ["--check"]:
        print("run scripts/generate", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
