"""`groq transcribe`, `groq translate` and `groq speak`: formats, several files, recordings in parts."""

from __future__ import annotations

import array
import io
import json
import math
import os
import random
import re
import struct
import wave
from pathlib import Path
from typing import Any

import click
import pytest

from groq.cli import progress, recording_parts
from groq.cli.recording_parts import in_parts, loudness_of
from groq.cli.speech import joined, text_pieces
from groq.cli.subtitles import Cue, clock, srt, timestamp, vtt
from groq.cli.wav import NotWavError, read_wav
from groq.resources.audio import Transcriptions
from groq.testing import LocalServer

from .conftest import Run

RATE = 8_000
TRANSCRIPTIONS = "/openai/v1/audio/transcriptions"


def wav(seconds: float, *, silent_at: tuple[float, ...] = (), width: int = 2, channels: int = 1) -> bytes:
    """Return a WAV file with a tone, and 0.2 s of silence at each of the given times."""
    values = [0.5 * math.sin(index / 3) for index in range(int(seconds * RATE))]
    for start in silent_at:
        first = int(start * RATE)
        values[first : first + RATE // 5] = [0.0] * (RATE // 5)
    data = bytearray()
    for value in values:
        sample = int(value * (1 << (8 * width - 1)))
        data += (sample + 128 if width == 1 else sample).to_bytes(width, "little", signed=width > 1) * channels
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setnchannels(channels)
        target.setsampwidth(width)
        target.setframerate(RATE)
        target.writeframes(bytes(data))
    return file.getvalue()


def wide_samples(tag: int, width: int, silent_at: float) -> bytes:
    """Return two seconds of a tone as integers or floats, with 0.1 s of silence."""
    values = [0.5 * math.sin(index / 3) for index in range(2 * RATE)]
    first = int(silent_at * RATE)
    values[first : first + RATE // 10] = [0.0] * (RATE // 10)
    if tag == 3:
        return struct.pack(f"<{len(values)}{'f' if width == 4 else 'd'}", *values)
    return b"".join(int(value * (1 << 23)).to_bytes(3, "little", signed=True) for value in values)


def format_chunk(tag: int, width: int, *, is_extensible: bool) -> bytes:
    """Return the content of a format chunk for one channel."""
    rest = struct.pack("<HIIHH", 1, RATE, RATE * width, width, 8 * width)
    if not is_extensible:
        return struct.pack("<H", tag) + rest
    identifier = struct.pack("<H", tag) + bytes.fromhex("000000001000800000aa00389b71")
    return struct.pack("<H", 0xFFFE) + rest + struct.pack("<HHI", 22, 8 * width, 4) + identifier


def riff(format_: bytes, samples: bytes) -> bytes:
    """Return a WAV file."""
    chunks = b"WAVEfmt " + struct.pack("<I", len(format_)) + format_ + b"data" + struct.pack("<I", len(samples))
    content = chunks + samples + bytes(len(samples) % 2)
    return b"RIFF" + struct.pack("<I", len(content)) + content


@pytest.fixture
def recording(in_folder: Path) -> Path:
    path = in_folder / "talk.wav"
    path.write_bytes(wav(2))
    return path


@pytest.mark.usefixtures("recording")
class TestTranscribe:
    def test_prints_the_text(self, groq: Run, server: LocalServer) -> None:
        done = groq("transcribe", "talk.wav", "-l", "en", "--prompt", "Names", "--temperature", "0.2")
        assert (done.status, done.err) == (0, "")
        assert 'The file is "talk.wav"' in done.out
        for field in (b"whisper-large-v3-turbo", b"verbose_json", b"en", b"Names", b"0.2"):
            assert field in server.requests[0].body

    def test_prints_json(self, groq: Run) -> None:
        for option in (("--json",), ("-f", "json")):
            found = json.loads(groq("transcribe", "talk.wav", *option).out)
            assert (found["file"], found["duration"], found["language"]) == ("talk.wav", 2.0, "English")
            assert len(found["segments"]) == 2
            assert "words" not in found

    def test_adds_words_to_the_json(self, groq: Run) -> None:
        found = json.loads(groq("transcribe", "talk.wav", "--json", "--words").out)
        assert found["words"][0]["word"] == "No"

    def test_prints_a_list_for_several_files(self, groq: Run, in_folder: Path) -> None:
        (in_folder / "b.wav").write_bytes(wav(1))
        assert [one["file"] for one in json.loads(groq("transcribe", "talk.wav", "b.wav", "--json").out)] == [
            "talk.wav",
            "b.wav",
        ]

    def test_writes_files_into_a_folder(self, groq: Run, in_folder: Path) -> None:
        (in_folder / "out").mkdir()
        (in_folder / "b.mp3").write_bytes(b"ID3")
        assert groq("transcribe", "talk.wav", "b.mp3", "-f", "srt", "-o", "out").status == 0
        assert (in_folder / "out" / "talk.srt").read_text().startswith("1\n00:00:00,000 --> ")
        assert (in_folder / "out" / "b.srt").exists()

    @pytest.mark.parametrize(
        ("files", "output"), [(("talk.wav",), "new/"), (("talk.wav", "b.mp3"), "new"), (("talk.wav", "b.mp3"), "new/")]
    )
    def test_creates_missing_folder(self, groq: Run, in_folder: Path, files: tuple[str, ...], output: str) -> None:
        (in_folder / "b.mp3").write_bytes(b"ID3")
        done = groq("transcribe", *files, "-f", "srt", "-o", output)
        assert done.status == 0, done.err
        names = sorted(path.name for path in (in_folder / "new").iterdir())
        assert names == sorted(f"{Path(file).stem}.srt" for file in files)

    @pytest.mark.parametrize("again", ["a/talk.wav", "talk.wav", "https://example.com/talk.mp3?x=1"])
    def test_rejects_two_outputs_of_one_name_before_sending(
        self, groq: Run, server: LocalServer, in_folder: Path, again: str
    ) -> None:
        (in_folder / "a").mkdir()
        (in_folder / "a" / "talk.wav").write_bytes(wav(1))
        done = groq("transcribe", "talk.wav", again, "-f", "srt", "-o", "new/")
        assert (done.status, done.err.count("\n"), server.requests) == (2, 1, [])
        assert f"talk.wav and {again} would both be written to {Path('new', 'talk.srt')}" in done.err
        assert not (in_folder / "new").exists()

    @pytest.mark.parametrize("output", ["notes.txt", "./", "link.txt"])
    def test_never_overwrites_an_input(self, groq: Run, server: LocalServer, in_folder: Path, output: str) -> None:
        (in_folder / "notes.txt").write_bytes(wav(1))
        os.link(in_folder / "notes.txt", in_folder / "link.txt")
        done = groq("transcribe", "notes.txt", "-o", output)
        assert (done.status, done.err.count("\n"), server.requests) == (2, 1, []), done.err
        assert "is an input" in done.err
        assert (in_folder / "notes.txt").read_bytes() == wav(1)

    def test_output_of_a_hyphen_is_stdout(self, groq: Run, in_folder: Path) -> None:
        done = groq("transcribe", "talk.wav", "-o", "-")
        assert (done.status, 'The file is "talk.wav"' in done.out) == (0, True)
        assert not (in_folder / "-").exists()

    def test_writes_a_file(self, groq: Run, in_folder: Path) -> None:
        done = groq("transcribe", "talk.wav", "-f", "vtt", "-o", "talk.vtt")
        assert (done.out, done.err) == ("", "talk.vtt written\n")
        assert (in_folder / "talk.vtt").read_text().startswith("WEBVTT\n\n00:00:00.000 --> ")

    def test_sends_url_for_the_service_to_fetch(self, groq: Run, server: LocalServer) -> None:
        assert groq("transcribe", "https://example.com/a.mp3").status == 0
        assert b"https://example.com/a.mp3" in server.requests[0].body

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("missing.wav",), "no such file: missing.wav"),
            (("talk.wav", "missing.wav"), "no such file: missing.wav"),
            (("talk.wav", "folder.wav"), "expected a file, got a folder: folder.wav"),
            (("talk.wav", "empty.mp3"), "expected a recording, got an empty file: empty.mp3"),
            (("talk.wav", "silent.wav"), "got a WAV file without samples: silent.wav"),
            (("talk.wav", "-o", "missing/talk.txt"), "expected an existing folder"),
            (("talk.wav", "--words"), "expected --json with --words"),
            (("talk.wav", "--words", "-f", "srt"), "expected --json with --words"),
            (("talk.wav", "talk.wav", "-f", "srt"), "expected a folder"),
            (("talk.wav", "talk.wav", "-o", "x.txt"), "expected a folder"),
            (("talk.wav", "-o", "talk.wav/"), "expected a folder for the output, got a file"),
            (("-",), "got - for the standard input"),
            ((), "missing argument"),
        ],
    )
    def test_rejects_invalid_arguments_before_sending(
        self, groq: Run, server: LocalServer, in_folder: Path, arguments: tuple[str, ...], words: str
    ) -> None:
        (in_folder / "folder.wav").mkdir()
        (in_folder / "empty.mp3").touch()
        (in_folder / "silent.wav").write_bytes(wav(0))
        done = groq("transcribe", *arguments)
        assert (done.status, done.err.count("\n"), server.requests) == (2, 1, [])
        assert words in done.err

    def test_rejects_unreadable_file_before_sending(
        self, groq: Run, server: LocalServer, in_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (in_folder / "secret.wav").write_bytes(wav(1))
        opened = Path.open

        def open_(path: Path, *arguments: Any, **options: Any) -> Any:  # simulated, because root can read every file
            if path.name == "secret.wav":
                raise PermissionError(13, "Permission denied", "secret.wav")
            return opened(path, *arguments, **options)

        monkeypatch.setattr(Path, "open", open_)
        done = groq("transcribe", "talk.wav", "secret.wav")
        assert (done.status, server.requests) == (2, [])
        assert done.err == "groq transcribe: cannot read secret.wav: Permission denied\n"

    @pytest.mark.parametrize(
        ("output", "beginning"),
        [
            ("a.srt", "1\n00:00:00,000 --> "),
            ("a.VTT", "WEBVTT\n"),
            ("a.json", '{\n  "file": "talk.wav"'),
            ("a.txt", "No model"),
            ("a", "No model"),
            ("a.md", "No model"),
        ],
    )
    def test_file_extension_of_the_output_selects_the_format(
        self, groq: Run, in_folder: Path, output: str, beginning: str
    ) -> None:
        assert groq("transcribe", "talk.wav", "-o", output).status == 0
        assert (in_folder / output).read_text().startswith(beginning)

    def test_format_overrides_the_file_extension_of_the_output(self, groq: Run, in_folder: Path) -> None:
        assert groq("transcribe", "talk.wav", "-f", "vtt", "-o", "a.srt").status == 0
        assert (in_folder / "a.srt").read_text().startswith("WEBVTT")

    def test_json_extension_of_the_output_allows_words(self, groq: Run, in_folder: Path) -> None:
        assert groq("transcribe", "talk.wav", "--words", "-o", "a.json").status == 0
        assert json.loads((in_folder / "a.json").read_text())["words"]

    @pytest.mark.parametrize("missing", [0.5, 1.25])
    def test_warns_about_truncated_file(self, groq: Run, in_folder: Path, missing: float) -> None:
        (in_folder / "talk.wav").write_bytes(wav(4)[: -int(missing * 2 * RATE)])
        done = groq("transcribe", "talk.wav")
        end = clock(4 - missing)
        assert (done.status, done.err) == (
            0,
            f"talk.wav is truncated: it ends at {end}, its header promises 00:00:04\n",
        )

    @pytest.mark.parametrize("size", [0, 0x7FFF_F000, 0xFFFF_FFFF])
    def test_does_not_warn_about_file_written_to_a_pipe(self, groq: Run, in_folder: Path, size: int) -> None:
        content = bytearray(wav(2))
        content[40:44] = size.to_bytes(4, "little")
        (in_folder / "talk.wav").write_bytes(content)
        done = groq("transcribe", "talk.wav")
        assert (done.status, done.err) == (0, "")

    def test_continues_with_other_files_after_a_failure(self, groq: Run, server: LocalServer, in_folder: Path) -> None:
        (in_folder / "b.wav").write_bytes(wav(1))
        for options in (("-o", "out/"), ("--json",), ()):
            server.reply_error(400, "No.", path=TRANSCRIPTIONS)
            done = groq("transcribe", "talk.wav", "b.wav", *options)
            assert done.status == 1
            assert done.err.startswith("groq transcribe: talk.wav: No (status 400, ")
            if options == ("--json",):
                assert [one["file"] for one in json.loads(done.out)] == ["b.wav"]
        assert [path.name for path in (in_folder / "out").iterdir()] == ["b.txt"]

    def test_stops_when_the_key_is_rejected(self, groq: Run, server: LocalServer) -> None:
        server.reply_error(401, "No.", path=TRANSCRIPTIONS)
        done = groq("transcribe", "talk.wav", "talk.wav")
        assert (done.status, done.out, done.err.count("\n"), len(server.requests)) == (1, "", 1, 1)

    def test_translate_requests_a_translation(self, groq: Run, server: LocalServer) -> None:
        done = groq("translate", "talk.wav", "--json")
        assert json.loads(done.out)["file"] == "talk.wav"
        assert server.requests[0].path == "/openai/v1/audio/translations"
        assert b"whisper-large-v3\r\n" in server.requests[0].body


class TestLongRecordings:
    """Recordings in parts. The limit is 30 kB instead of 25 MB: about 1.8 seconds a part."""

    @pytest.fixture(autouse=True)
    def small_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(recording_parts, "MAX_BYTES", 30_000)

    def test_transcribes_parts_with_times_of_the_whole_recording(
        self, groq: Run, server: LocalServer, in_folder: Path
    ) -> None:
        (in_folder / "long.wav").write_bytes(wav(5, silent_at=(1.5, 3.1)))
        found = json.loads(groq("transcribe", "long.wav", "--json", "--words").out)
        assert (found["duration"], len(server.requests)) == (5.0, 3)
        with in_parts(in_folder / "long.wav") as parts:
            assert parts is not None
            starts = [part.start for part in parts]
        assert starts == pytest.approx([0, 1.6, 3.2], abs=0.15)
        segments = found["segments"]
        assert [segment["id"] for segment in segments] == list(range(6))
        assert [segments[number]["start"] for number in (0, 2, 4)] == [round(start, 3) for start in starts]
        assert segments[-1]["end"] == 5.0
        words = [word["start"] for word in found["words"]]
        assert words == sorted(words)

    def test_splits_at_silence_without_losing_samples(self, in_folder: Path) -> None:
        whole = wav(7, silent_at=(1.2, 2.6, 4.1, 5.4))
        (in_folder / "long.wav").write_bytes(whole)
        with in_parts(in_folder / "long.wav") as parts:
            assert parts is not None
            pieces = list(parts)
        assert joined([piece.content for piece in pieces]) == whole
        assert all(len(piece.content) <= 30_000 for piece in pieces)
        for piece in pieces[1:]:
            with wave.open(io.BytesIO(piece.content)) as file:
                assert loudness_of(file.readframes(100), 2) == 0

    @pytest.mark.parametrize("width", [1, 2, 3, 4])
    @pytest.mark.parametrize("channels", [1, 2])
    def test_parts_keep_the_format(self, in_folder: Path, width: int, channels: int) -> None:
        whole = wav(4, width=width, channels=channels)
        (in_folder / "long.wav").write_bytes(whole)
        with in_parts(in_folder / "long.wav") as parts:
            assert parts is not None
            assert joined([piece.content for piece in parts]) == whole

    def test_parts_end_with_a_truncated_file(self, in_folder: Path) -> None:
        (in_folder / "long.wav").write_bytes(wav(5)[:-20_000])
        with in_parts(in_folder / "long.wav") as parts:
            assert parts is not None
            assert sum(len(piece.content) - 44 for piece in parts) == 5 * RATE * 2 - 20_000

    def test_names_ffmpeg_when_another_format_needs_it(
        self, groq: Run, in_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (in_folder / "long.mp3").write_bytes(bytes(40_000))
        monkeypatch.setenv("PATH", os.fspath(in_folder))
        done = groq("transcribe", "long.mp3")
        assert (done.status, done.err.count("\n")) == (1, 1)
        assert "install ffmpeg" in done.err

    @pytest.mark.skipif(os.name != "posix", reason="the program is a shell script")
    def test_converts_other_formats_with_ffmpeg(
        self, groq: Run, server: LocalServer, in_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (in_folder / "long.mp3").write_bytes(bytes(40_000))
        (in_folder / "converted.wav").write_bytes(wav(4))
        ffmpeg = in_folder / "ffmpeg"
        ffmpeg.write_text(f'#!/bin/sh\nfor last; do :; done\n/bin/cp "{in_folder}/converted.wav" "$last"\n')
        ffmpeg.chmod(0o755)
        monkeypatch.setenv("PATH", os.fspath(in_folder))
        found = json.loads(groq("transcribe", "long.mp3", "--json").out)
        assert (found["file"], found["duration"]) == ("long.mp3", 4.0)
        assert len(server.requests) == 3
        assert b'filename="long-1.wav"' in server.requests[0].body

    @pytest.mark.skipif(os.name != "posix", reason="the program is a shell script")
    def test_reports_error_of_ffmpeg(self, groq: Run, in_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (in_folder / "long.mp3").write_bytes(bytes(40_000))
        ffmpeg = in_folder / "ffmpeg"
        ffmpeg.write_text("#!/bin/sh\necho 'Invalid data found' >&2\nexit 1\n")
        ffmpeg.chmod(0o755)
        monkeypatch.setenv("PATH", os.fspath(in_folder))
        done = groq("transcribe", "long.mp3")
        assert (done.status, done.err.count("\n")) == (1, 1)
        assert "ffmpeg cannot read it: Invalid data found" in done.err

    def test_error_names_the_failed_part(self, groq: Run, server: LocalServer, in_folder: Path) -> None:
        (in_folder / "long.wav").write_bytes(wav(4))
        server.reply_error(400, "No.", path=TRANSCRIPTIONS)
        done = groq("transcribe", "long.wav")
        assert (done.status, done.out) == (1, "")
        assert done.err.startswith("groq transcribe: long.wav, part 1, from 00:00:00: No (status 400, ")

    @pytest.mark.parametrize("options", [(), ("-o", "out.txt"), ("--json",), ("-o", "out/", "-f", "srt")])
    @pytest.mark.parametrize("is_interrupted", [False, True])
    def test_keeps_finished_parts_when_the_next_one_fails(
        self,
        groq: Run,
        in_folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        options: tuple[str, ...],
        is_interrupted: bool,
    ) -> None:
        (in_folder / "long.wav").write_bytes(wav(7, silent_at=(1.5, 3.1)))
        create, calls = Transcriptions.create, iter([1, 2])

        def create_twice(self: Transcriptions, **params: Any) -> Any:
            if next(calls, None) is None:
                raise KeyboardInterrupt if is_interrupted else ConnectionResetError(104, "Connection reset by peer")
            return create(self, **params)

        monkeypatch.setattr(Transcriptions, "create", create_twice)
        done = groq("transcribe", "long.wav", *options)
        assert done.status == (130 if is_interrupted else 1)
        name = {"out.txt": "out.txt.partial", "out/": "out/long.srt.partial"}.get(options[1]) if options[1:] else None
        notes = [f"{Path(name)} written"] if name else []
        notes.append("long.wav: incomplete, the text from 00:00:03 on is missing")
        if not is_interrupted:
            notes.append("groq transcribe: long.wav, part 3, from 00:00:03: Connection reset by peer")
        assert done.err.splitlines() == notes
        text = (in_folder / name).read_text() if name else done.out
        assert ("long-1.wav" in text, "long-2.wav" in text, "long-3.wav" in text) == (True, True, False)
        if options == ("--json",):
            assert 3 < json.loads(text)["missing_from"] < 3.3
        assert not (in_folder / "out.txt").exists()

    def test_raises_when_the_file_becomes_shorter(self, in_folder: Path) -> None:
        path = in_folder / "long.wav"
        path.write_bytes(wav(5))
        with in_parts(path) as parts:
            assert parts is not None
            path.write_bytes(wav(5)[:1_000])
            with pytest.raises(click.ClickException, match="has become shorter"):
                list(parts)

    @pytest.mark.parametrize("is_extensible", [False, True])
    @pytest.mark.parametrize(("tag", "width"), [(1, 3), (3, 4), (3, 8)])
    def test_splits_24_bit_and_float_samples_at_silence(
        self, in_folder: Path, tag: int, width: int, is_extensible: bool
    ) -> None:
        silence = 0.7 * 29_000 / width / RATE
        samples = wide_samples(tag, width, silence)
        format_ = format_chunk(tag, width, is_extensible=is_extensible)
        (in_folder / "long.wav").write_bytes(riff(format_, samples))
        with in_parts(in_folder / "long.wav") as parts:
            assert parts is not None
            pieces = list(parts)
        head = len(riff(format_, b""))
        found = [piece.content[head : head + round((piece.end - piece.start) * RATE) * width] for piece in pieces]
        assert b"".join(found) == samples
        assert [piece.content for piece in pieces] == [riff(format_, data) for data in found]
        assert silence <= pieces[0].end == pieces[1].start <= silence + 0.1

    @pytest.mark.parametrize(
        "content",
        [
            b"RIFF",
            b"RIFF\0\0\0\0WAVE",
            b"RIFF\0\0\0\0WAVEdata\4\0\0\0\0\0\0\0",
            b"RIFF\0\0\0\0AVI data\4\0\0\0\0\0\0\0",
            wav(0.1).replace(b"fmt \x10\0\0\0\1\0", b"fmt \x10\0\0\0\7\0"),
        ],
        ids=["short", "without chunks", "without a format", "other", "compressed"],
    )
    def test_rejects_other_files(self, in_folder: Path, content: bytes) -> None:
        (in_folder / "a.wav").write_bytes(content)
        with pytest.raises(NotWavError):
            read_wav(in_folder / "a.wav")

    def test_finds_samples_after_other_chunks(self, in_folder: Path) -> None:
        whole = wav(1)
        (in_folder / "a.wav").write_bytes(whole[:12] + b"LIST\3\0\0\0abc\0" + whole[12:])
        found = read_wav(in_folder / "a.wav")
        assert (found.offset, found.seconds, found.missing_frames) == (56, 1.0, 0)


def test_limit_equals_that_of_the_api() -> None:
    assert recording_parts.MAX_BYTES == 25 * 1024 * 1024


class TestSubtitles:
    @pytest.mark.parametrize(
        ("seconds", "expected"),
        [
            (0, "00:00:00,000"),
            (0.0004, "00:00:00,000"),
            (0.0006, "00:00:00,001"),
            (59.9996, "00:01:00,000"),
            (3599.9994, "00:59:59,999"),
            (3600, "01:00:00,000"),
            (360_000.001, "100:00:00,001"),
            (-0.5, "00:00:00,000"),
        ],
    )
    def test_times_are_rounded_to_milliseconds(self, seconds: float, expected: str) -> None:
        assert timestamp(seconds, ",") == expected

    def test_times_are_exact_to_the_millisecond_at_any_offset(self) -> None:
        numbers = random.Random(7)
        for _ in range(2_000):
            frame, milliseconds = numbers.randrange(44_100 * 7_200), numbers.randrange(60_000)
            exact = frame * 1000 / 44_100 + milliseconds
            if abs(exact % 1 - 0.5) < 1e-6:
                continue
            shown = timestamp(frame / 44_100 + milliseconds / 1000, ".")
            parts = [int(part) for part in shown.replace(".", ":").split(":")]
            assert ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3] == round(exact)

    def test_srt_numbers_cues_and_drops_blank_lines(self) -> None:
        cues = [Cue(0, 1.5, "Hello."), Cue(1.5, 2, "Two\n\nlines")]
        assert srt(cues) == (
            "1\n00:00:00,000 --> 00:00:01,500\nHello.\n\n2\n00:00:01,500 --> 00:00:02,000\nTwo\nlines\n"
        )

    def test_vtt_escapes_markup(self) -> None:
        assert vtt([Cue(0, 1, "a < b & c --> d")]) == (
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na &lt; b &amp; c --&gt; d\n"
        )


class TestSpeak:
    def test_writes_a_file(self, groq: Run, server: LocalServer, in_folder: Path) -> None:
        done = groq("speak", "Hello", "-o", "a.wav", "--voice", "diana", "--speed", "1.5")
        assert (done.status, done.out, done.err) == (0, "", "a.wav written\n")
        assert (in_folder / "a.wav").read_bytes().startswith(b"RIFF")
        body = server.requests[0].json
        assert (body["input"], body["voice"], body["response_format"], body["speed"]) == ("Hello", "diana", "wav", 1.5)

    def test_json_describes_the_file(self, groq: Run, in_folder: Path) -> None:
        found = json.loads(groq("speak", "-o", "a.wav", "--json", stdin="Hello").out)
        assert (found["file"], found["bytes"]) == ("a.wav", (in_folder / "a.wav").stat().st_size)

    def test_long_text_is_sent_in_pieces_and_the_audio_joined(
        self, groq: Run, server: LocalServer, in_folder: Path
    ) -> None:
        text = "This is a sentence of some length. " * 20
        assert groq("speak", text, "-o", "a.wav").status == 0
        pieces = [request.json["input"] for request in server.requests]
        assert " ".join(pieces) == text.strip()
        assert 1 < len(pieces) < 8
        with wave.open(str(in_folder / "a.wav")) as file:
            assert file.getnframes() > 0

    @pytest.mark.parametrize("arguments", [("-o", "a.wav"), ("Hello", "--json"), ("Hello", "-o", "-", "--json")])
    def test_rejects_invalid_arguments(self, groq: Run, arguments: tuple[str, ...]) -> None:
        done = groq("speak", *arguments)
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)

    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("One.", ["One."]),
            ("One. Two.", ["One. Two."]),
            ("First one. Second one.", ["First one.", "Second one."]),
            ("abcdefghijklmnopqrstuvw", ["abcdefghijkl", "mnopqrstuvw"]),
            ("alpha beta gamma delta", ["alpha beta", "gamma delta"]),
        ],
    )
    def test_text_is_split_between_sentences_or_words(self, text: str, pieces: list[str]) -> None:
        assert text_pieces(text, 12) == pieces


def test_loudness_is_independent_of_the_sample_width() -> None:
    samples = array.array("h", [0, 1_000, -1_000, 32_000])
    little = b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)
    wide = b"".join(b"\x55" * 2 + little[at : at + 2] for at in range(0, len(little), 2))
    assert loudness_of(little, 2) == loudness_of(wide, 4) == 34_000


def test_progress_shows_the_unit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(progress, "is_rich", lambda _: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress.progress("talk.wav: 60 min", 3_600, unit="s") as update:
        update(817.4, None)
    assert re.search(r"\b817/3600 s\b", re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", capsys.readouterr().err))
