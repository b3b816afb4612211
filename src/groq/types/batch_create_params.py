# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, Optional

from typing_extensions import Literal, Required, TypedDict

__all__ = ["BatchCreateParams"]


class BatchCreateParams(TypedDict, total=False):
    """Parameters of a batch."""

    completion_window: Required[str]
    """The maximum duration of the batch, from `24h` to `7d`. Requests that have not been run by then expire."""

    endpoint: Required[Literal["/v1/chat/completions"]]
    """The endpoint of the requests. Lines of the file may also name `/v1/audio/transcriptions` and
    `/v1/audio/translations`, with the audio by `url`.
    """

    input_file_id: Required[str]
    """Id of the uploaded file with the requests."""

    metadata: Optional[Dict[str, str]]
    """Your own key-value strings for the batch."""
