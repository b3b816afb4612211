"""The API key, from the environment or else from the keyring."""

from __future__ import annotations

import importlib
import os
from typing import Any, NamedTuple

from .output import InputError

VARIABLE = "GROQ_API_KEY"
# `keyring set groq api_key` stores it.
_SERVICE, _USER = "groq", "api_key"
_MISSING = (
    "no API key: set GROQ_API_KEY (keys: https://console.groq.com/keys), or store one with "
    "`keyring set groq api_key`. To try without a key: `groq run -- groq ask Hello` "
    "(a local server without a model; also `python -m groq.testing`)"
)
_SHOWN = 4
_MIN_SHOWN = 20  # four characters would reveal too much of a shorter key


class Key(NamedTuple):
    """A key and where it was found."""

    value: str
    source: str

    @property
    def masked(self) -> str:
        """The key for display."""
        key = self.value
        ends = len(key) >= _MIN_SHOWN
        return f"{key[:_SHOWN]}...{key[-_SHOWN:]}" if ends else "..."


def find_key() -> Key:
    """Return the key.

    Raises:
        InputError: No key was found.
    """
    key = known_key()
    if key is None:
        raise InputError(_MISSING)
    return key


def known_key() -> Key | None:
    """Return the key, or `None`."""
    key = os.environ.get(VARIABLE, "").strip()
    if key:
        return Key(key, VARIABLE)
    stored = (_stored() or "").strip()
    return Key(stored, "keyring") if stored else None


def _stored() -> str | None:
    try:
        keyring: Any = importlib.import_module("keyring")
    except ImportError:
        return None
    try:
        key: str | None = keyring.get_password(_SERVICE, _USER)
    except keyring.errors.KeyringError:  # no backend on this machine, for example
        return None
    return key
