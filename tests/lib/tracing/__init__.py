"""Traces and metrics, checked with the in-memory exporters of the OpenTelemetry SDK."""
