"""`file_from_path`, where callers import it from; `_request.forms` has the rest."""

from ._request.forms import file_from_path

__all__ = ["file_from_path"]
