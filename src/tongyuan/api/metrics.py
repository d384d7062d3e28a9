"""Metrics of a process in Prometheus' form: requests by route template, and the numbers of the workspace."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from tongyuan.services.health import Measure

__all__ = ["SHARED_FOLDER", "Metrics"]

#: Where several workers of one process keep their counts together.
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
LABELS = ("method", "route", "status")


class Metrics:
    """What one process counts.

    Parameters
    ----------
    measures
        Gives the numbers of now, when they are asked for.
    """

    def __init__(self, measures: Callable[[], Iterable[Measure]]) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("tongyuan_requests", "requests answered", LABELS, registry=self.registry)
        self.duration = Histogram(
            "tongyuan_request_seconds",
            "time to answer",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.now = _Now(measures)

    def count(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request.

        Parameters
        ----------
        method
            HTTP method.
        route
            Template of the route, never the address itself: addresses have no end.
        status
            HTTP status.
        seconds
            Time to answer [s].
        """
        self.requests.labels(method, route, str(status)).inc()
        self.duration.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """Write everything in Prometheus' text form."""
        counted = self.registry
        if SHARED_FOLDER in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        own = CollectorRegistry()
        own.register(self.now)
        ProcessCollector(registry=own)
        PlatformCollector(registry=own)
        return generate_latest(counted) + generate_latest(own)


class _Now(Collector):
    """Asks for the numbers of now at each reading."""

    def __init__(self, measures: Callable[[], Iterable[Measure]]) -> None:
        self.measures = measures

    def collect(self) -> Iterator[Metric]:
        """Give one family a name."""
        families: dict[str, GaugeMetricFamily] = {}
        for measure in self.measures():
            family = families.setdefault(
                measure.name, GaugeMetricFamily(measure.name, measure.help, labels=sorted(measure.labels))
            )
            family.add_metric([measure.labels[name] for name in sorted(measure.labels)], measure.value)
        yield from families.values()
