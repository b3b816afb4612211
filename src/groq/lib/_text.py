"""Text that arrives in pieces, joined in linear time."""

from __future__ import annotations


class Text:
    """A text and its pieces. Appending a piece does not copy the text."""

    __slots__ = ("_has_surrogates", "_joined", "_taken", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._joined = ""
        self._taken = 0
        self._has_surrogates = False

    def append(self, piece: str) -> int:
        """Append a piece, and return the number of pieces."""
        self.pieces.append(piece)
        if not piece.isascii() and not self._has_surrogates:
            self._has_surrogates = not is_unicode(piece)
        return len(self.pieces)

    def first(self, count: int) -> str:
        """Return the first `count` pieces, joined. UTF-16 surrogates that two pieces split become one character."""
        if count < self._taken:
            return self._whole("".join(self.pieces[:count]))
        self._joined += "".join(self.pieces[self._taken : count])
        self._taken = count
        return self._whole(self._joined)

    def __str__(self) -> str:
        return self.first(len(self.pieces))

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def _whole(self, text: str) -> str:
        if not self._has_surrogates:
            return text
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_unicode(text: str) -> bool:
    """Return whether a string can be encoded: it has no lone surrogates, unlike undecodable file names."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
