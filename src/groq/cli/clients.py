"""The client of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .keys import VARIABLE, find_key
from .output import InputError

if TYPE_CHECKING:
    from .. import Groq


def open_client() -> Groq:
    """Return a client with the key of the environment or the keyring. The caller closes it.

    Raises:
        InputError: The key is missing, or a variable of the environment is invalid.
    """
    key = find_key()
    from .. import Groq, GroqError  # imported here: makes the start faster

    try:
        return Groq() if key.source == VARIABLE else Groq(api_key=key.value)  # messages name the source
    except GroqError as err:  # such as an invalid GROQ_BASE_URL
        raise InputError(str(err).removesuffix(".")) from err
