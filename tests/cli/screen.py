"""A terminal emulator with the control sequences that the command uses."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"\x1b\[(?P<number>[\d;?]*)(?P<name>[A-Za-z])|(?P<control>[\r\n\b\x07])|(?P<text>[^\x1b\r\n\b\x07]+)"
)


class Terminal:
    """Lines of a terminal, including those that scrolled off.

    Attributes:
        lines: The lines, without colours.
        unknown: Control sequences that this terminal does not support.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.lines = [""]
        self.unknown: list[str] = []
        self._row = self._column = 0

    @property
    def text(self) -> str:
        """The lines without trailing blanks."""
        return "\n".join(line.rstrip() for line in self.lines).rstrip("\n")

    def feed(self, output: str) -> None:
        """Process output of a program. A newline also returns the carriage, as terminal drivers do."""
        at = 0
        while at < len(output):
            found = _PIECE.match(output, at)
            assert found is not None, repr(output[at : at + 20])
            at = found.end()
            if found["text"]:
                self._write(found["text"])
            elif found["control"] == "\n":
                self._row, self._column = self._row + 1, 0
                self.lines += [""] * (self._row + 1 - len(self.lines))
            elif found["control"] == "\r":
                self._column = 0
            elif found["name"]:
                self._control(found["name"], found["number"])

    def _write(self, text: str) -> None:
        line = self.lines[self._row].ljust(self._column)
        self.lines[self._row] = line[: self._column] + text + line[self._column + len(text) :]
        self._column += len(text)
        assert self._column <= self.width, f"wider than the terminal: {self.lines[self._row]!r}"

    def _control(self, name: str, number: str) -> None:
        if name == "A":
            self._row -= int(number or 1)
            assert self._row >= max(0, len(self.lines) - self.height), "above the top of the window"
        elif name == "K" and number in ("", "0"):
            self.lines[self._row] = self.lines[self._row][: self._column]
        elif name != "m":
            self.unknown.append(f"{number}{name}")
