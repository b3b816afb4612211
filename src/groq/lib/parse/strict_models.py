"""The models that take strict JSON schemas."""

from __future__ import annotations

from ..schema.json_schema import Strict

__all__ = ["STRICT_MODELS", "strict_for"]

# From the description of `response_format.json_schema.strict` in openapi.yml; a test compares them.
STRICT_MODELS = frozenset({"openai/gpt-oss-20b", "openai/gpt-oss-120b"})


def strict_for(model: str, strict: Strict) -> Strict:
    """Return what `strict` means for a model: `"auto"` is `False` for one that does not take strict schemas."""
    return strict if strict != "auto" or model in STRICT_MODELS else False
