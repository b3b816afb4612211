"""The client of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .keys import VARIABLE, find_key

if TYPE_CHECKING:
    from .. import Groq


def open_client() -> Groq:
    """Return a client with the key of the environment or the keyring. The caller closes it.

    Raises:
        InputError: There is no key.
    """
    key = find_key()
    from .. import Groq  # here: it makes the start faster

    return Groq() if key.source == VARIABLE else Groq(api_key=key.value)  # messages name the source
