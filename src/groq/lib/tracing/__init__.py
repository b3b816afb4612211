"""`OpenTelemetry`: middleware for traces and metrics by the semantic conventions for generative AI."""

from __future__ import annotations

try:
    import opentelemetry.metrics
    import opentelemetry.trace  # noqa: F401 - only to say what is missing
except ImportError as err:
    raise ImportError("groq.lib.tracing needs opentelemetry-api: pip install 'groq[otel]'") from err

from .telemetry import OpenTelemetry

__all__ = ["OpenTelemetry"]
