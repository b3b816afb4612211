"""`file_from_path`, re-exported for callers; `_request.forms` defines it."""

from ._request.forms import file_from_path

__all__ = ["file_from_path"]
