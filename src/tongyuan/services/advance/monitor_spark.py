"""Spark as the engine of the evaluation, where a house has a cluster: the same expression, other machines."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["spark_engine"]

#: A process has one session of Spark at a time; who comes second waits.
ALONE = Lock()
#: Instants are UTC whatever the machines think; rows come and go as Arrow.
CONFIGURED = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


@contextmanager
def spark_engine(master: str, *, spill: Path) -> Iterator[Any]:
    """Open a session with a cluster; it ends with the context.

    Parameters
    ----------
    master
        Address of the cluster: ``spark://host:7077``, ``yarn``, or ``local[2]`` for this machine. Its
        machines must see the workspace's folder under the same path.
    spill
        Folder for what the session writes beside its results.

    Yields
    ------
    Backend
        Spark through Ibis.

    Raises
    ------
    InputError
        If PySpark or Java is not here, or the cluster does not answer.
    """
    sql = _library()
    import ibis

    with ALONE:
        builder = sql.SparkSession.builder.master(master).appName("tongyuan")
        for name, value in {**CONFIGURED, "spark.sql.warehouse.dir": str(spill)}.items():
            builder = builder.config(name, value)
        try:
            session = builder.getOrCreate()
            session.range(1).count()
        except Exception as error:
            told = next(iter(str(error).splitlines()), type(error).__name__)
            raise InputError(Problem("monitoring.spark", {"got": f"{master}: {told[:200]}"})) from error
        try:
            yield ibis.pyspark.connect(session)
        finally:
            session.stop()


def _library() -> Any:
    """Import PySpark, which starts Java; neither comes with the core."""
    try:
        sql = importlib.import_module("pyspark.sql")
    except ModuleNotFoundError:
        raise InputError(Problem("monitoring.spark_absent", {"got": "PySpark"})) from None
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if java is None:
        raise InputError(Problem("monitoring.spark_absent", {"got": "Java"}))
    return sql
