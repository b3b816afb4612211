"""Streamed Markdown: the final screen equals the whole answer rendered once, and never flickers."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.markdown import Markdown

from groq.cli import display
from groq.cli.display import MarkdownDisplay, PlainDisplay, Screen, blocks

from .screen import Terminal

CODE = "```python\ndef add(a, b):\n    return a + b\n\nprint(add(1, 2))\n```\n"
TABLE = "| model | tokens |\n|---|---|\n| gpt-oss-20b | 1000 |\n| gpt-oss-120b | 800 |\n"
LIST = "- one **item** that is long enough to be wrapped at forty columns\n- two\n    - nested\n- three\n"
PARAGRAPH = "A paragraph with *emphasis*, `code` and [a link](https://console.groq.com), wrapped more than once.\n"
BLOCKS = ["# A title\n", PARAGRAPH, LIST, CODE, TABLE, "1. first\n2. second\n", "> A quote.\n", "The end."]
LONG_CODE = "```\n" + "".join(f"line {number}\n" for number in range(30)) + "```\n"
LONG_TABLE = "| a | b |\n|---|---|\n" + "".join(f"| row {number} | {number**4} |\n" for number in range(25))


class Output(io.StringIO):
    """A terminal that receives the output, and keeps each write."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self.terminal = terminal
        self.frames: list[str] = []

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.frames.append(text)
        self.terminal.feed(text)
        return len(text)


def console_of(file: io.StringIO, width: int = 40, height: int = 20) -> Console:
    return Console(file=file, width=width, height=height, force_terminal=True, highlight=False, legacy_windows=False)


def streamed(text: str, size: int, monkeypatch: pytest.MonkeyPatch, width: int = 40, height: int = 20) -> Output:
    """Show a text that arrives in pieces of a size, and draw each piece."""
    monkeypatch.setattr(display, "_INTERVAL", 0.0)
    monkeypatch.setattr(display, "_MAX_DRAWING_SHARE", 1e9)
    output = Output(Terminal(width, height))
    shown = MarkdownDisplay(console_of(output, width, height))
    shown.status("...")
    for at in range(0, len(text), size):
        shown.add(text[at : at + size])
    shown.end()
    return output


def rendered(text: str, width: int = 40) -> str:
    """Return a block rendered as a whole."""
    file = io.StringIO()
    console_of(file, width).print(Markdown(text, hyperlinks=False))
    terminal = Terminal(width, 10_000)
    terminal.feed(file.getvalue())
    return "\n".join(line.rstrip() for line in terminal.lines).strip("\n")


@pytest.mark.parametrize("size", [2, 7, 1_000])
@pytest.mark.parametrize("width", [80, 120])
def test_final_screen_equals_every_block_rendered_as_a_whole(
    size: int, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = streamed("\n".join(BLOCKS), size, monkeypatch, width)
    assert output.terminal.text == "\n\n".join(rendered(block, width) for block in BLOCKS)


@pytest.mark.covering("values")
@pytest.mark.parametrize("size", [5, 11])
@pytest.mark.parametrize("block", [LONG_CODE, LONG_TABLE], ids=["code", "table"])
def test_shows_a_block_that_is_taller_than_the_window_once(
    block: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = streamed(f"Before.\n\n{block}\nAfter.", size, monkeypatch, height=10)
    assert output.terminal.text == f"Before.\n\n{rendered(block)}\n\nAfter."


def test_writes_only_lines_that_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"word{number}" for number in range(200))
    frames = streamed(text, 8, monkeypatch, width=80).frames
    lines = [frame.count("\n") for frame in frames]
    assert max(lines) <= 3  # the last line, and one more if a long word wraps
    assert sum(lines) < 2 * len(frames)


def test_uses_only_control_sequences_that_every_terminal_supports(monkeypatch: pytest.MonkeyPatch) -> None:
    assert streamed("\n".join(BLOCKS), 5, monkeypatch).terminal.unknown == []


def test_shown_line_never_disappears_while_text_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join(f"Paragraph {number} with words to wrap it at forty columns." for number in range(8))
    terminal, before = Terminal(40, 20), ""
    for frame in streamed(text, 4, monkeypatch).frames[1:]:
        terminal.feed(frame)
        words = terminal.text.split()
        assert words[: len(before.split()) - 1] == before.split()[:-1]  # the last word may be incomplete
        before = terminal.text


def test_control_characters_of_a_model_are_removed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "a\x1b[2Jb\x07c\x9bd\n\n```\ne\x1b]0;f\x07\n```"
    assert streamed(text, 3, monkeypatch).terminal.unknown == []
    shown = PlainDisplay()
    shown.add(text)
    shown.end()
    assert capsys.readouterr().out == "a[2Jbcd\n\n```\ne]0;f\n```\n"


def test_restarts_on_a_new_line_after_the_terminal_was_resized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "_INTERVAL", 0.0)
    monkeypatch.setattr(display, "_MAX_DRAWING_SHARE", 1e9)
    output = Output(Terminal(60, 20))
    console = console_of(output)
    shown = MarkdownDisplay(console)
    shown.add("One paragraph that is wrapped at forty columns, and")
    console.width = 60
    shown.add(" goes on.")
    shown.end()
    assert output.terminal.text.endswith("One paragraph that is wrapped at forty columns, and goes on.")


def test_second_answer_begins_without_an_empty_line() -> None:
    output = Output(Terminal(40, 20))
    shown = MarkdownDisplay(console_of(output))
    for text in ("One.", "Two."):
        shown.add(text)
        shown.end()
    assert output.terminal.text == "One.\nTwo."


@pytest.mark.parametrize(
    "expected",
    [
        [""],
        ["One."],
        ["One.\n\n"],
        ["\nOne.\n\n", "Two"],
        ["```\na\n\nb"],
        ["```\na\n```\n\n", "b"],
        ["- a\n\n- b\n"],
        ["One\u2028\n\n", "# Two\n", "Three"],
    ],
)
def test_splits_markdown_into_blocks(expected: list[str]) -> None:
    assert blocks("".join(expected)) == expected


def test_long_block_does_not_delay_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    shown = MarkdownDisplay(console_of(Output(Terminal(40, 20))))
    monkeypatch.setattr("groq.cli.display.monotonic", lambda: now)
    drawings = 0

    def draw_for_a_second(self: Screen, _lines: list[str]) -> None:  # noqa: ARG001 # the signature of the method
        nonlocal now, drawings
        now, drawings = now + 1.0, drawings + 1

    monkeypatch.setattr(Screen, "show", draw_for_a_second)
    for _ in range(600):  # text of about a minute
        shown.add("word ")
        now += 0.1
    assert drawings <= 12
