"""The models that support strict JSON schemas."""

from __future__ import annotations

from ..schema.json_schema import Strict

__all__ = ["STRICT_MODELS", "strict_for"]

# From the description of `response_format.json_schema.strict` in openapi.yml; a test compares them.
STRICT_MODELS = frozenset({"openai/gpt-oss-20b", "openai/gpt-oss-120b"})


def strict_for(model: str, strict: Strict) -> Strict:
    """Return `strict` for a model: `"auto"` becomes `False` if the model does not support strict schemas."""
    return strict if strict != "auto" or model in STRICT_MODELS else False
