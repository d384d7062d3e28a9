"""Load on page processes: 200 socket clients and one Chromium on one process, then on two behind a proxy.

``python -m benchmarks.load [--clients 200] [--think 60] [--seconds 60]`` prints ratios: the unit is what
is timed alone on the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx
import psutil

from benchmarks.start import _free_port

PATIENCE_S = 180
FLAGS = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking")
PROXY = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  map $cookie_tongyuan_route $route {{ "" $request_id; default $cookie_tongyuan_route; }}
  map $cookie_tongyuan_route $set {{ "" "tongyuan_route=$request_id; Path=/"; default ""; }}
  map $http_upgrade $connection_to {{ "" ""; default upgrade; }}
  upstream pages {{ hash $route consistent; {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://pages; proxy_http_version 1.1; proxy_read_timeout 300s;
      proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_to; add_header Set-Cookie $set;
    }}
  }}
}}
"""


@dataclass
class Seen:
    """What one round showed; times in seconds, memory in MiB, processors in cores."""

    alone: dict[str, float]
    pages: list[float]
    calls: list[float]
    browser: list[float]
    failed: list[str]
    held: int
    server: list[float]
    generator: float
    chromium: float
    memory: list[tuple[int, float]] = field(default_factory=list)

    @property
    def slope(self) -> float:
        """Memory a session [MiB]: the straight line through all looks."""
        sizes, counts = [m for _, m in self.memory], [float(n) for n, _ in self.memory]
        return statistics.linear_regression(counts, sizes).slope


def main() -> None:
    arguments = _arguments()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    with tempfile.TemporaryDirectory() as place:
        workspace = Path(place) / "workspace"
        made = [sys.executable, "-m", "tongyuan", "init", str(workspace), "--demo", "exercise"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        rounds = {}
        for processes in arguments.processes:
            folder = Path(place) / f"round{processes}"
            folder.mkdir()
            rounds[processes] = _round(workspace, folder, processes, arguments)
            _report(rounds, arguments)  # so far
        print(f"load after: {os.getloadavg()[0]:.1f}\n")
        _report(rounds, arguments)


def _round(workspace: Path, folder: Path, processes: int, arguments: argparse.Namespace) -> Seen:
    with ExitStack() as open_:
        ports = [_free_port() for _ in range(processes)]
        served = [open_.enter_context(_page_process(workspace, port)) for port in ports]
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        if processes > 1 and (nginx := shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")):
            addresses = [open_.enter_context(_proxy(nginx, folder, ports))]
        return _measured(served, addresses, arguments)


def _measured(served: list[psutil.Process], addresses: list[str], arguments: argparse.Namespace) -> Seen:
    words = [f"--{name}={getattr(arguments, name)}" for name in ("clients", "think", "seconds")]
    clients = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.load_clients", *addresses, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert clients.stdin is not None
    assert clients.stdout is not None
    alone = json.loads(clients.stdout.readline())
    memory = _ramp(clients.stdout, served, arguments.clients)
    driver, stop, browser = _chromium(), threading.Event(), []
    spent, own, began = _spent(served), _chromium_spent(driver), time.perf_counter()
    watching = threading.Thread(target=_browse, args=(driver, addresses[0], stop, browser))
    watching.start()
    clients.stdin.write("go\n")
    clients.stdin.flush()
    found = json.loads(clients.stdout.readline())
    lasted = time.perf_counter() - began
    server = [(now - then) / lasted for now, then in zip(_spent(served), spent, strict=True)]
    chromium = (_chromium_spent(driver) - own) / lasted
    stop.set()
    watching.join()
    driver.quit()
    clients.communicate("end\n", timeout=PATIENCE_S)
    return Seen(
        alone={"pages": _half(alone["alone_pages"]), "calls": _half(alone["alone_calls"])},
        pages=found["pages"],
        calls=found["calls"],
        browser=browser,
        failed=found["failed"],
        held=found["held"],
        server=server,
        generator=found["processor"],
        chromium=chromium,
        memory=memory,
    )


def _ramp(told: IO[str], served: list[psutil.Process], clients: int) -> list[tuple[int, float]]:
    """Look at the memory each time that some more clients have come."""
    memory = [(0, _memory(served))]
    while memory[-1][0] < clients:
        memory.append((json.loads(told.readline())["connected"], _memory(served)))
        print(f"{memory[-1][0]} clients, {memory[-1][1]:.0f} MiB", file=sys.stderr, flush=True)
    return memory


@contextmanager
def _page_process(workspace: Path, port: int) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "tongyuan", "serve", "--workspace", str(workspace), "--port", str(port)]
    quiet = os.environ | {"TONGYUAN_LOG_LEVEL": "warning"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=quiet)
    try:
        _until(f"http://127.0.0.1:{port}/health/ready")
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _proxy(nginx: str, folder: Path, ports: list[int]) -> Iterator[str]:
    port = _free_port()
    servers = " ".join(f"server 127.0.0.1:{each};" for each in ports)
    (folder / "nginx.conf").write_text(PROXY.format(folder=folder, port=port, servers=servers))
    process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        _until(f"http://127.0.0.1:{port}/health/live")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _chromium() -> Any:
    os.environ["SE_OFFLINE"] = "true"
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


def _browse(driver: Any, address: str, stop: threading.Event, seen: list[float]) -> None:
    """Open page after page as a person does, until its answer is drawn."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    pages = ("/deploy/policy?article=1", "/assess/targets?article=1", "/deploy/policy?article=2&lang=en")
    while not stop.is_set():
        for path in pages:
            started = time.perf_counter()
            driver.get(address + path)
            WebDriverWait(driver, PATIENCE_S).until(lambda d: d.find_elements(By.CSS_SELECTOR, ".ty-title"))
            seen.append(time.perf_counter() - started)
            if stop.wait(2):
                return


def _chromium_spent(driver: Any) -> float:
    root = psutil.Process(driver.service.process.pid)
    return sum(sum(part.cpu_times()[:2]) for part in [root, *root.children(recursive=True)])


def _spent(served: list[psutil.Process]) -> list[float]:
    return [sum(process.cpu_times()[:2]) for process in served]


def _memory(served: list[psutil.Process]) -> float:
    return sum(process.memory_info().rss for process in served) / 2**20


def _until(address: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            if httpx.get(address, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError(address)


def _half(values: list[float]) -> float:
    return statistics.median(values)


def _tail(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else float("nan")


def _report(rounds: dict[int, Seen], arguments: argparse.Namespace) -> None:
    print(f"{arguments.clients} clients, a page each {arguments.think:g} s, for {arguments.seconds:g} s\n")
    print("| | " + " | ".join(f"{n} process{'es' if n > 1 else ''}" for n in rounds) + " |")
    print("|---|" + "---|" * len(rounds))
    one = next(iter(rounds.values())).alone
    lines = {
        "page p50 / page alone": lambda s: f"{_half(s.pages) / one['pages']:.1f}",
        "page p95 / page alone": lambda s: f"{_tail(s.pages) / one['pages']:.1f}",
        "call p50 / call alone": lambda s: f"{_half(s.calls) / one['calls']:.1f}",
        "call p95 / call alone": lambda s: f"{_tail(s.calls) / one['calls']:.1f}",
        "Chromium p50 / page alone": lambda s: f"{_half(s.browser) / one['pages']:.1f}",
        "Chromium p95 / page alone": lambda s: f"{_tail(s.browser) / one['pages']:.1f}",
        "pages answered a second": lambda s: f"{len(s.pages) / arguments.seconds:.1f}",
        "failed": lambda s: str(len(s.failed)),
        "sockets held at the end": lambda s: str(s.held),
        "memory a session (MiB)": lambda s: f"{s.slope:.2f}",
        "server's processor (cores)": lambda s: " + ".join(f"{part:.2f}" for part in s.server),
        "generator's processor (cores)": lambda s: f"{s.generator:.2f}",
        "Chromium's processor (cores)": lambda s: f"{s.chromium:.2f}",
    }
    for name, say in lines.items():
        print(f"| {name} | " + " | ".join(say(seen) for seen in rounds.values()) + " |")
    print(f"\nAlone: page {one['pages'] * 1000:.0f} ms, call {one['calls'] * 1000:.0f} ms on this machine.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--think", type=float, default=60.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    return parser.parse_args()


if __name__ == "__main__":
    main()
