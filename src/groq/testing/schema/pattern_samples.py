r"""Strings that match a regular expression: best effort, in a fixed order. Pure. `instances` checks and picks one.

Supported: literals, escapes (`\d`, `\w`, `\s` and their negations, `\t`, `\n`, `\x41`, `\u0041`), sets, `.`, `|`,
groups, `^`, `$` and all quantifiers. Not supported: look-around and back-references.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

_PRINTABLE = "".join(chr(code) for code in range(32, 127))
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_CLASSES = {"d": _DIGITS, "w": f"{_LETTERS}{_DIGITS}_", "s": " \t\n"}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_HEX_ESCAPES = {"x": 2, "u": 4}
_QUANTIFIERS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_MAX_EXTRA = 64
_PICKS = 24
_MAX_STEPS = 1_000_000


class PatternError(ValueError):
    """The pattern is invalid, or uses an unsupported feature."""


@dataclass(frozen=True)
class _Alternatives:
    """Alternatives, each a sequence of nodes."""

    branches: list[list[_Repeat]] = field(default_factory=lambda: [[]])

    def steps(self, extra: int) -> int:
        return 1 + max(sum(node.steps(extra) for node in branch) for branch in self.branches)

    def render(self, extra: int, picks: Iterator[int]) -> str:
        chosen = self.branches[next(picks) % len(self.branches)] if len(self.branches) > 1 else self.branches[0]
        return "".join(node.render(extra, picks) for node in chosen)


@dataclass(frozen=True)
class _Repeat:
    """A group, or one of these characters: `least` times and up to `extra` times more."""

    node: _Alternatives | str
    least: int
    most: int | None

    def steps(self, extra: int) -> int:
        return self._count(extra) * (1 if isinstance(self.node, str) else self.node.steps(extra))

    def render(self, extra: int, picks: Iterator[int]) -> str:
        node = self.node
        if isinstance(node, str):
            return "".join(node[next(picks) % len(node)] for _ in range(self._count(extra)))
        return "".join(node.render(extra, picks) for _ in range(self._count(extra)))

    def _count(self, extra: int) -> int:
        return self.least + extra if self.most is None else min(self.least + extra, self.most)


def samples(pattern: str) -> Iterator[str]:
    """Yield candidates, shortest first. They usually match; check each before using it.

    Raises:
        PatternError: The pattern is invalid, or uses an unsupported feature.
    """
    tree = _Parser(pattern).parse()
    taken = 0
    for extra in range(_MAX_EXTRA):
        taken += tree.steps(extra) * (_PICKS + 1)
        if taken > _MAX_STEPS:
            if not extra:
                raise PatternError(f"the pattern {pattern[:40]!r} repeats too much to be understood here")
            return
        for pick in range(_PICKS):
            yield tree.render(extra, itertools.repeat(pick))
        yield tree.render(extra, itertools.count())


class _Parser:
    """Recursive descent parser of one pattern."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def parse(self) -> _Alternatives:
        tree = self._alternatives()
        if self._at < len(self._pattern):
            raise self._error("an unmatched )")
        return tree

    def _alternatives(self) -> _Alternatives:
        group = _Alternatives()
        while self._at < len(self._pattern) and self._peek() != ")":
            if self._skip("|"):
                group.branches.append([])
            elif not (self._skip("^") or self._skip("$")):
                group.branches[-1].append(self._quantified(self._atom()))
        return group

    def _atom(self) -> _Alternatives | str:
        char = self._next()
        if char == "(":
            return self._group()
        if char == "[":
            return self._set()
        if char == ".":
            return f"{_LETTERS}{_DIGITS}"
        if char == "\\":
            return self._escape(self._next()) or _Alternatives()
        if char in _QUANTIFIERS:
            raise self._error(f"nothing to repeat before {char}")
        return char

    def _group(self) -> _Alternatives:
        if self._skip("?"):
            if self._skip("P<") or (self._skip("<") and self._peek() not in "=!"):
                while self._next() != ">":
                    pass
            elif not self._skip(":"):
                raise self._error("look-around and flags")
        tree = self._alternatives()
        if not self._skip(")"):
            raise self._error("a group without its )")
        return tree

    def _set(self) -> str:
        is_negated = self._skip("^")
        allowed = self._set_member()
        while not self._skip("]"):
            allowed += self._set_member()
        if is_negated:
            allowed = "".join(char for char in f"{_LETTERS}{_DIGITS}{_PRINTABLE}" if char not in allowed)
        if not allowed:
            raise self._error("an empty set")
        return "".join(dict.fromkeys(allowed))

    def _set_member(self) -> str:
        start = self._set_char()
        if len(start) != 1 or self._peek() != "-" or self._pattern[self._at + 1 : self._at + 2] in ("]", ""):
            return start
        self._next()
        end = self._set_char()
        if len(end) != 1 or end < start:
            raise self._error("a range that runs backwards")
        return "".join(map(chr, range(ord(start), min(ord(end), ord(start) + 255) + 1)))

    def _set_char(self) -> str:
        char = self._next()
        return self._escape(self._next(), in_set=True) if char == "\\" else char

    def _escape(self, char: str, *, in_set: bool = False) -> str:
        """Return the characters that an escape matches; an empty string for a word boundary."""
        if char.lower() in _CLASSES:
            chars = _CLASSES[char.lower()]
            return chars if char.islower() else "".join(other for other in _PRINTABLE if other not in chars)
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char in _HEX_ESCAPES:
            digits = "".join(self._next() for _ in range(_HEX_ESCAPES[char]))
            try:
                return chr(int(digits, 16))
            except ValueError:
                raise self._error(f"the escape \\{char}{digits}") from None
        if char in "bBAZz" and not in_set:
            return ""
        if char.isalnum():
            raise self._error(f"the escape \\{char}")
        return char

    def _quantified(self, node: _Alternatives | str) -> _Repeat:
        sign = self._peek()
        if sign in _QUANTIFIERS:
            self._next()
            bounds = _QUANTIFIERS[sign]
        elif sign == "{":
            bounds = self._braces()
        else:
            return _Repeat(node, 1, 1)
        _ = self._skip("?") or self._skip("+")  # Lazy or possessive.
        return _Repeat(node, *bounds)

    def _braces(self) -> tuple[int, int | None]:
        end = self._pattern.find("}", self._at)
        least, comma, most = self._pattern[self._at + 1 : end].partition(",")
        if end < 0 or not least.isdigit() or (most and not most.isdigit()):
            raise self._error("braces that are no repetition")
        self._at = end + 1
        return int(least), (int(most) if most else None) if comma else int(least)

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _next(self) -> str:
        char = self._peek()
        if not char:
            raise self._error("an early end")
        self._at += 1
        return char

    def _skip(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def _error(self, what: str) -> PatternError:
        return PatternError(f"the pattern {self._pattern!r} has {what}, which is not understood here")
