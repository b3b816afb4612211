"""Custom ids: default ids, and `Ids`, the ids of an input file and whether they have a result."""

from __future__ import annotations

import hashlib
import re
import sqlite3

from .._fork_waits import fork_waits

_DEFAULT = re.compile(r"line-(\d+)-[0-9a-f]{8}")

_CREATE = "CREATE TABLE ids (id BLOB PRIMARY KEY, line INTEGER NOT NULL, is_done INTEGER NOT NULL) WITHOUT ROWID"


class Ids:
    """The ids of an input file, in a temporary database on disk that needs only a few megabytes of memory.

    One thread at a time may use it.
    """

    @fork_waits()
    def __init__(self) -> None:
        self._database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")  # a temporary database needs no recovery
        self._database.execute(_CREATE)
        self._database.execute("BEGIN")  # a transaction for each statement would be slow

    @fork_waits()
    def add(self, custom_id: str, line: int) -> int | None:
        """Add an id and its line. Return the earlier line with the same id, if any."""
        key = _key(custom_id)
        if self._database.execute("INSERT OR IGNORE INTO ids VALUES (?, ?, 0)", (key, line)).rowcount:
            return None
        [(earlier,)] = self._database.execute("SELECT line FROM ids WHERE id = ?", (key,))
        return int(earlier)

    @fork_waits()
    def finish(self, custom_id: str) -> bool:
        """Mark an id as done. Return `True` if it is in the input and was not done before."""
        changed = self._database.execute("UPDATE ids SET is_done = 1 WHERE id = ? AND is_done = 0", (_key(custom_id),))
        return changed.rowcount > 0

    @fork_waits()
    def is_done(self, custom_id: str) -> bool:
        """Return whether an id has a result."""
        found = self._database.execute("SELECT 1 FROM ids WHERE id = ? AND is_done = 1", (_key(custom_id),))
        return found.fetchone() is not None

    @fork_waits()
    def is_known(self, custom_id: str) -> bool:
        """Return whether the input has an id."""
        return self._database.execute("SELECT 1 FROM ids WHERE id = ?", (_key(custom_id),)).fetchone() is not None

    @fork_waits()
    def close(self) -> None:
        """Delete the database."""
        self._database.close()


def default_id(number: int, line: bytes) -> str:
    """Return the id of a line that has none: `line-3-1a2b3c4d`, with a digest of the line."""
    return f"line-{number}-{hashlib.sha256(line.strip()).hexdigest()[:8]}"


def line_of(custom_id: str) -> int | None:
    """Return the line number in a default id, or `None` for an id of the caller."""
    found = _DEFAULT.fullmatch(custom_id)
    return int(found[1]) if found else None


def _key(custom_id: str) -> bytes:
    return custom_id.encode("utf-8", "surrogatepass")
