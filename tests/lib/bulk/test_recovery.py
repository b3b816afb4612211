"""Recovery of the output of an interrupted run, truncated at every byte."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from groq.lib._batch_lines import ResultLine
from groq.lib.bulk import BulkFileError
from groq.lib.bulk.ids import Ids
from groq.lib.bulk.output import OutputFile
from groq.lib.bulk.recovery import Tail, is_done, tail_of

from ...support.run_python import run_python

FIRST = ResultLine("a", "1", 200, "req_1", {"text": "Grüße"})
SECOND = ResultLine("b", "2", error={"code": "timeout", "message": "No."})
LINES = FIRST.encode() + SECOND.encode()


def test_partial_last_line_is_recognized_at_every_byte() -> None:
    line = FIRST.encode()
    assert tail_of(b"") is Tail.EMPTY
    assert {tail_of(line[:end]) for end in range(1, len(line) - 1)} == {Tail.TRUNCATED}
    assert tail_of(line[:-1]) is Tail.WHOLE


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"[1]",
        b"{}",
        b'{"idea": 1}',
        b"\x00\x00",
        b'{"id":"chatcmpl-1","choices":[]}',
        b'{"id":"chatcmpl-1","choices":[',
        b'{"id":"1","custom_id":"a"}',
        b'{"id":"1","custom_id":"a","method":"POST","body":{},"error":null}',
    ],
)
def test_other_content_is_foreign(content: bytes) -> None:
    assert tail_of(content) is Tail.FOREIGN


@pytest.mark.parametrize(("retry_failed", "expected"), [(False, [True, True, True]), (True, [True, False, True])])
def test_transient_failures_are_done_unless_they_are_retried(retry_failed: bool, expected: list[bool]) -> None:
    results = [FIRST, SECOND, ResultLine("c", status_code=400)]
    assert [is_done(one, retry_failed=retry_failed) for one in results] == expected


def test_failure_whose_code_is_not_a_string_is_done() -> None:
    assert is_done(ResultLine("a", error={"code": ["x"]}), retry_failed=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def read(path: Path) -> list[ResultLine]:
    output = OutputFile(path)
    try:
        return list(output.results())
    finally:
        output.close()


def test_incomplete_last_line_is_removed_at_every_byte(path: Path) -> None:
    for end in range(len(LINES) + 1):
        path.write_bytes(LINES[:end])
        output = OutputFile(path)
        found = list(output.results())
        output.append(ResultLine("c", "3"))
        output.close()
        complete = LINES[:end].count(b"\n") + (end in (len(FIRST.encode()) - 1, len(LINES) - 1))
        assert found == [FIRST, SECOND][:complete]
        assert read(path) == [*found, ResultLine("c", "3")]


REQUEST = b'{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{}}\n'


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\n",
        LINES + b"7\n",
        LINES + b"note",
        b'"x"\n' + LINES,
        b'{"id":"chatcmpl-1","choices":[]}',
        REQUEST,
        LINES + REQUEST,
        b'{"custom_id":"a"}\n',
        b'{"custom_id":"a","error":{"code":' + b"7" * 5000 + b"}}\n",
    ],
)
def test_foreign_file_is_unchanged(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(BulkFileError, match=r"expected results of a bulk run; .* [Cc]hoose another output file"):
        read(path)
    assert path.read_bytes() == content


def test_blank_lines_are_skipped(path: Path) -> None:
    path.write_bytes(b"\n" + FIRST.encode() + b"\n\r\n" + SECOND.encode())
    assert read(path) == [FIRST, SECOND]


def test_rejects_second_run_until_the_first_ends(path: Path) -> None:
    first = OutputFile(path)
    with pytest.raises(BulkFileError, match="another run writes to it"):
        OutputFile(path)
    first.close()
    OutputFile(path).close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_lock_is_released_while_a_forked_child_lives(path: Path) -> None:
    code = """
        from groq.lib.bulk.output import OutputFile

        output = OutputFile(sys.argv[1])
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(write_end)
            os.read(read_end, 1)  # until the parent is done
            os._exit(0)
        output.close()
        OutputFile(sys.argv[1]).close()
        os.close(write_end)
        os.waitpid(child, 0)
        os.close(read_end)
    """
    run_python(textwrap.dedent(code), str(path))


def test_results_are_removed_by_replacing_the_file(path: Path) -> None:
    path.write_bytes(LINES)
    path.chmod(0o640)
    link = path.with_name("link.jsonl")
    link.symlink_to(path)
    output = OutputFile(link)
    output.remove_all_but(lambda result: result.custom_id == "b")
    with pytest.raises(BulkFileError, match="another run writes to it"):
        OutputFile(path)
    output.append(FIRST)
    output.close()
    assert read(path) == [SECOND, FIRST]
    assert (link.is_symlink(), path.stat().st_mode & 0o777) == (True, 0o640)
    assert sorted(one.name for one in path.parent.iterdir()) == ["link.jsonl", "out.jsonl"]


def test_replacing_the_file_keeps_foreign_files(path: Path) -> None:
    path.write_bytes(LINES)
    other = path.with_name("out.jsonl.tmp")
    other.write_text("mine")
    output = OutputFile(path)
    output.remove_all_but(lambda result: result.custom_id == "b")
    output.close()
    assert other.read_text() == "mine"
    assert sorted(one.name for one in path.parent.iterdir()) == ["out.jsonl", "out.jsonl.tmp"]


@pytest.mark.parametrize("is_replaced", [False, True])
def test_raises_when_the_output_is_moved_or_replaced(
    path: Path, monkeypatch: pytest.MonkeyPatch, is_replaced: bool
) -> None:
    monkeypatch.setattr("groq.lib.bulk.output._SYNC_INTERVAL", 0.0)
    output = OutputFile(path)
    output.append(FIRST)
    path.rename(path.with_name("moved.jsonl"))
    if is_replaced:
        path.write_bytes(b"")
    with pytest.raises(BulkFileError, match="deleted, moved or replaced during the run"):
        output.append(SECOND)
    output.close()


def test_failed_replacement_leaves_the_file(path: Path) -> None:
    path.write_bytes(LINES)
    output = OutputFile(path)

    def fail(_result: ResultLine) -> bool:
        raise OSError(28, "No space left on device")

    with pytest.raises(BulkFileError, match="cannot write: No space left on device"):
        output.remove_all_but(fail)
    output.close()
    assert path.read_bytes() == LINES
    assert [one.name for one in path.parent.iterdir()] == ["out.jsonl"]


@pytest.mark.parametrize("part", [0, 1, 20])
def test_full_disk_leaves_complete_lines(path: Path, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    output = OutputFile(path)
    output.append(FIRST)
    write = os.write
    writes = iter([part])

    def write_part(descriptor: int, data: bytes) -> int:
        size = next(writes, 0)
        if not size:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[:size])

    monkeypatch.setattr(os, "write", write_part)
    with pytest.raises(BulkFileError, match=r"cannot write: No space left .* run again with the same files"):
        output.append(SECOND)
    monkeypatch.undo()
    assert path.read_bytes() == FIRST.encode()
    output.append(SECOND)
    output.close()
    assert path.read_bytes() == LINES


@pytest.mark.parametrize("is_written", [True, False])
def test_interruption_leaves_complete_lines(path: Path, monkeypatch: pytest.MonkeyPatch, is_written: bool) -> None:
    output = OutputFile(path)
    write = os.write

    def interrupt(descriptor: int, data: bytes) -> int:
        write(descriptor, data if is_written else data[:9])
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "write", interrupt)
    with pytest.raises(KeyboardInterrupt):
        output.append(FIRST)
    monkeypatch.undo()
    output.close()
    assert path.read_bytes() == (FIRST.encode() if is_written else b"")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.mkdir(), "cannot open the output: Is a directory"),
        (lambda path: path.symlink_to("/dev/null"), "expected a regular file"),
    ],
)
def test_rejects_unusable_output(path: Path, make: Callable[[Path], None], message: str) -> None:
    make(path)
    with pytest.raises(BulkFileError, match=message):
        OutputFile(path)


def test_ids_remember_their_first_line_and_whether_they_are_done() -> None:
    ids = Ids()
    assert [ids.add("a", 1), ids.add("\ud83d", 2), ids.add("a", 3)] == [None, None, 1]
    assert [ids.finish("a"), ids.finish("a"), ids.finish("other")] == [True, False, False]
    assert [ids.is_done("a"), ids.is_done("\ud83d"), ids.is_done("other")] == [True, False, False]
    ids.close()
