"""Spans and measurements that the exporters keep in memory."""

from __future__ import annotations

from typing import Any

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from groq.lib.tracing import OpenTelemetry


class Recorded:
    """Providers with in-memory exporters, and middleware that uses them."""

    def __init__(self, **options: Any) -> None:
        self._spans = InMemorySpanExporter()
        self._metrics = InMemoryMetricReader()
        self.tracer_provider = TracerProvider()
        self.tracer_provider.add_span_processor(SimpleSpanProcessor(self._spans))
        self.meter_provider = MeterProvider([self._metrics])
        self.middleware = OpenTelemetry(
            tracer_provider=self.tracer_provider, meter_provider=self.meter_provider, **options
        )

    @property
    def spans(self) -> list[ReadableSpan]:
        """The spans that have ended, in the order of their ends."""
        return list(self._spans.get_finished_spans())

    @property
    def span(self) -> ReadableSpan:
        """The only span."""
        (span,) = self.spans
        return span

    @property
    def attributes(self) -> dict[str, Any]:
        """The attributes of the only span."""
        return dict(self.span.attributes or {})

    @property
    def measured(self) -> dict[str, list[HistogramDataPoint]]:
        """The points of each metric."""
        data = self._metrics.get_metrics_data()
        if data is None:
            return {}
        scopes = [scope for resource in data.resource_metrics for scope in resource.scope_metrics]
        return {
            one.name: [point for point in one.data.data_points if isinstance(point, HistogramDataPoint)]
            for scope in scopes
            for one in scope.metrics
        }

    def sums(self, name: str, by: str) -> dict[Any, float]:
        """The sums of a metric by the value of an attribute."""
        return {(point.attributes or {}).get(by): point.sum for point in self.measured.get(name, [])}
