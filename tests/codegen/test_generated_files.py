"""The generated files match the spec, without additional files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from codegen.__main__ import REPOSITORY, TREES, generate, main
from codegen.render import HEADER

MODEL = "src/groq/types/completion_usage.py"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the generated files and their sources to a new directory."""
    for tree in TREES:
        shutil.copytree(REPOSITORY / tree, tmp_path / tree, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("openapi.yml", "codegen/config.yml", "api.md", ".stats.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    others = ("src/groq/_operations.py", "src/groq/_request/history_fields.py", "src/groq/testing/_spec.json")
    for name in (*others, "tests/generated_operations.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return tmp_path


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_generated_files_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_every_run_generates_the_same_files() -> None:
    seed = "1" if os.environ.get("PYTHONHASHSEED") == "2" else "2"  # not the seed of this process
    code = (
        "import zlib; from codegen.__main__ import REPOSITORY, generate;"
        "print(zlib.crc32(repr(sorted(generate(REPOSITORY).items())).encode()))"
    )
    other = subprocess.check_output(
        [sys.executable, "-c", code], cwd=REPOSITORY, env={**os.environ, "PYTHONHASHSEED": seed}
    )
    assert int(other) == zlib.crc32(repr(sorted(generate(REPOSITORY).items())).encode())


def test_check_names_stale_files(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [MODEL, "api.md", ".stats.yml", "src/groq/testing/_spec.json"]
    for path in paths:
        with (copy / path).open("a") as file:
            file.write("\n")
    before = contents(copy)
    assert main(["--check"], copy) == 1
    found = capsys.readouterr().err.splitlines()
    assert sorted(line for line in found if line.startswith("stale: ")) == sorted(f"stale: {path}" for path in paths)
    assert contents(copy) == before


def test_check_names_a_missing_file(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / MODEL).unlink()
    assert main(["--check"], copy) == 1
    assert f"missing: {MODEL}" in capsys.readouterr().err
    assert not (copy / MODEL).exists()


def test_check_names_an_extra_file(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "src/groq/resources/chat/old.py").write_text(HEADER)
    assert main(["--check"], copy) == 1
    assert "extra: src/groq/resources/chat/old.py" in capsys.readouterr().err


def test_check_names_all_files_after_a_change_of_the_spec(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = copy / "openapi.yml"
    spec.write_text(spec.read_text("utf-8").replace("Seconds in the queue.", "Waiting time."), "utf-8")
    assert main(["--check"], copy) == 1
    assert capsys.readouterr().err.splitlines() == ["stale: .stats.yml", f"stale: {MODEL}", "run scripts/generate"]


def test_write_updates_and_removes_generated_files(copy: Path) -> None:
    before = contents(copy)
    (copy / MODEL).unlink()
    (copy / "api.md").write_text("old")
    (copy / "src/groq/types/old.py").write_text(f"{HEADER}\n")
    assert main(["write"], copy) == 0
    assert contents(copy) == before


def test_write_keeps_and_reports_foreign_file(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "src/groq/types/mine.py").write_text("mine = 1\n")
    assert main(["write"], copy) == 1
    assert "extra: src/groq/types/mine.py" in capsys.readouterr().err


def test_rejects_unknown_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err


def test_generated_python_names_its_source() -> None:
    made = {path: text for path, text in generate(REPOSITORY).items() if path.endswith(".py")}
    assert [path for path, text in made.items() if text.splitlines()[0] != HEADER] == []
