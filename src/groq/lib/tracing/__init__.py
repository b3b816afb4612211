"""`OpenTelemetry`: middleware for traces and metrics by the semantic conventions for generative AI."""

from __future__ import annotations

try:
    from .telemetry import OpenTelemetry
except ModuleNotFoundError as _err:
    raise ImportError("groq.lib.tracing needs opentelemetry-api: pip install 'groq[otel]'") from _err

__all__ = ["OpenTelemetry"]
