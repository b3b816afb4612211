# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import TypedDict

__all__ = ["FineTuningCreateParams"]


class FineTuningCreateParams(TypedDict, total=False):
    """Parameters of a fine-tuning."""

    base_model: str
    """Id of the base model."""

    input_file_id: str
    """Id of the uploaded training file."""

    name: str
    """A name of your choice."""

    type: str
    """The kind of fine-tuning, such as `lora`."""
