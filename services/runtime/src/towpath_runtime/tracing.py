"""Traces: the context comes with a request or an event, is stored with every outbox row, and goes on unchanged.

Spans are made only where a collector is named (``TOWPATH_OTLP_ENDPOINT``). Consumer spans link to the context in which
an event was created (OpenTelemetry semantic conventions for messaging), and carry ids and codes only.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanContext, SpanKind, TraceFlags, Tracer


class Tracing:
    """Makes spans, or nothing at all where there is no collector."""

    def __init__(self, service: str, endpoint: str | None) -> None:
        self._provider: TracerProvider | None = None
        self._tracer: Tracer | None = None
        if endpoint is not None:
            self._provider = TracerProvider(resource=Resource.create({"service.name": f"towpath-{service}"}))
            self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces")))
            self._tracer = self._provider.get_tracer("towpath")

    @contextmanager
    def batch(self, name: str, parents: Iterable[str | None]) -> Iterator[None]:
        """Span the handling of a batch, linked to the contexts of its messages."""
        if self._tracer is None:
            yield
            return
        contexts = (context_of(parent) for parent in parents)
        links = [Link(context) for context in contexts if context is not None]
        with self._tracer.start_as_current_span(name, kind=SpanKind.CONSUMER, links=links) as span:
            span.set_attribute("messaging.batch.message_count", len(links))
            yield

    @contextmanager
    def request(self, name: str, parent: str) -> Iterator[None]:
        """Span a request as a child of the given context."""
        context = context_of(parent)
        if self._tracer is None or context is None:
            yield
            return
        within = trace.set_span_in_context(trace.NonRecordingSpan(context))
        with self._tracer.start_as_current_span(name, context=within, kind=SpanKind.SERVER):
            yield

    def close(self) -> None:
        """Send what is still held."""
        if self._provider is not None:
            self._provider.shutdown()


def context_of(traceparent: str | None) -> SpanContext | None:
    """Read a ``traceparent`` (W3C Trace Context), None where there is none or it is not one."""
    parts = (traceparent or "").split("-")
    if len(parts) != 4 or len(parts[1]) != 32 or len(parts[2]) != 16:
        return None
    try:
        flags = TraceFlags(int(parts[3], 16))
        context = SpanContext(int(parts[1], 16), int(parts[2], 16), is_remote=True, trace_flags=flags)
    except ValueError:
        return None
    return context if context.is_valid else None
