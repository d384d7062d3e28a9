"""Drive Chromium over a real server; neither may reach beyond this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    JavascriptException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tongyuan.services.one_time_links import first_link
from tongyuan.testing.serving import a_free_port
from tongyuan.workspace.workspace import Workspace

os.environ["SE_OFFLINE"] = "true"
PATIENCE = 120.0  # seconds, for a slow machine; nothing is timed
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# What is wrong with an element only while its page is being built, or a menu goes away over it.
PASSING = (
    NoSuchElementException,
    StaleElementReferenceException,
    ElementClickInterceptedException,
    ElementNotInteractableException,
)
# Calls back once nothing of the page has changed for a while.
SETTLED = """
const done = arguments[0];
let last = Date.now();
const watch = new MutationObserver(() => { last = Date.now(); });
watch.observe(document.body, {childList: true, subtree: true});
const look = setInterval(() => {
  if (Date.now() - last < 300) return;
  clearInterval(look); watch.disconnect(); done();
}, 50);
"""
# The server runs with outward sockets blocked, as the tests do.
SERVE = (
    "from pytest_socket import socket_allow_hosts as allow;"
    "allow(['127.0.0.1', '::1', 'localhost'], allow_unix_socket=True);"
    "from tongyuan.cli.app import main; main()"
)


@dataclass(frozen=True)
class Served:
    """A running server: its address, its workspace, and the link by which the owner comes in, once."""

    address: str
    workspace: Path
    link: str

    @property
    def cookie(self) -> str:
        """Name of the cookie of a visit."""
        return f"tongyuan-{self.address.rpartition(':')[2]}"

    def new_link(self) -> str:
        """Make a new link for the owner: the printed one holds for ten minutes, the server longer."""
        workspace = Workspace.open(self.workspace)
        try:
            return f"{self.address}/enter?code={first_link(workspace)}"
        finally:
            workspace.close()


def run_tongyuan(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line, which must succeed."""
    command = [sys.executable, "-c", SERVE, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, **more)


@contextmanager
def serving(workspace: Path, **variables: str) -> Iterator[Served]:
    """Serve a workspace on a free port; ``variables`` are of its environment, ``{address}`` the server's."""
    port = a_free_port()
    address = f"http://127.0.0.1:{port}"
    log = (workspace.parent / f"serve-{port}.log").open("w+")
    command = [sys.executable, "-c", SERVE, "serve", "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    process = subprocess.Popen(
        command,
        env={
            **environment,
            **{name: value.format(address=address) for name, value in variables.items()},
            "TONGYUAN_WORKSPACE": str(workspace),
        },
        stdout=log,
        stderr=log,
    )
    try:
        _wait_for(address, process, log.name)
        yield Served(address, workspace, _link(Path(log.name)))
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        log.close()


def _link(log: Path) -> str:
    """Find the one-time link among what the server printed."""
    found = re.search(r"http://\S+/enter\?code=\S+", log.read_text())
    return found.group() if found else ""


def _wait_for(address: str, process: subprocess.Popen[bytes], log: str) -> None:
    until = time.monotonic() + 2 * PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/v1/workspace/show", timeout=PATIENCE).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the server did not start: {Path(log).read_text()}")


def chromium() -> str:
    """Find Chromium; the test is skipped where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None or shutil.which("chromedriver") is None:
        pytest.skip("no Chromium with chromedriver here: apt install chromium chromium-driver")
    return found


@contextmanager
def browsing(downloads: Path) -> Iterator[Browser]:
    """Open a browser whose downloads go to a folder."""
    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.binary_location = chromium()
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield Browser(driver, downloads)
    finally:
        driver.quit()


class Browser:
    """A browser with the few deeds that the tests need."""

    def __init__(self, driver: webdriver.Chrome, downloads: Path) -> None:
        self.driver = driver
        self.downloads = downloads
        self.address = ""
        self.inside: set[str] = set()

    def enter(self, served: Served) -> None:
        """Go to a server, signed in as its owner by a link, the first time only.

        A page of another server is left first: were that server stopped, the page would go on complaining.
        """
        if self.address != served.address:
            self.driver.get("about:blank")
        self.address = served.address
        if served.address not in self.inside:
            self.driver.get(served.new_link())
            self.inside.add(served.address)

    def fetch(self, path: str) -> bytes:
        """Fetch a file of the server with the cookies of the browser."""
        held = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in self.driver.get_cookies())
        request = urllib.request.Request(self.address + path, headers={"Cookie": held})
        with urllib.request.urlopen(request, timeout=2 * PATIENCE) as answer:
            content: bytes = answer.read()
        return content

    def send(self, **fields: str) -> None:
        """Fill the fields of a form by their names, and send it."""
        for name, value in fields.items():
            box = self.driver.find_element(By.NAME, name)
            box.clear()
            box.send_keys(value)
        box.submit()

    def size(self, width: int, height: int = 1000, *, phone: bool = False) -> None:
        """Set the size of the screen [px]."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def media(self, media: str = "", **features: str) -> None:
        """Emulate a medium (``print``) or features (``prefers_color_scheme``)."""
        listed = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": listed})

    def open(self, path: str) -> None:
        """Open a page of the server and wait until it has been built."""
        self.driver.get_log("browser")
        self.driver.get(self.address + path)
        self.wait(
            lambda: self.run("return window.socket?.connected && !!document.querySelector('.ty-title')")
        )
        self.settle()

    def settle(self) -> None:
        """Wait until the page has stopped building itself, so that what is found stays."""
        self.driver.set_script_timeout(PATIENCE)
        self.wait(self._settled)

    def _settled(self) -> bool:
        try:
            self.driver.execute_async_script(SETTLED)
        except JavascriptException:  # the page was left meanwhile: the next one is waited for
            return False
        return True

    def wait(self, done: Callable[[], Any]) -> Any:
        """Wait until something is true, and give it; an element that was built anew is looked up again."""
        return WebDriverWait(self.driver, PATIENCE, ignored_exceptions=PASSING).until(lambda _: done())

    def run(self, script: str, *arguments: Any) -> Any:
        """Run JavaScript."""
        return self.driver.execute_script(script, *arguments)

    def find(self, name: str) -> Any:
        """Wait for the element of a ``data-testid``."""
        return self.wait(lambda: next(iter(self.all(f'[data-testid="{name}"]')), None))

    def press(self, name: str) -> None:
        """Click the element of a ``data-testid`` once the page stands still and nothing lies over it."""
        self.find(name)
        self.settle()
        self.wait(lambda: self.find(name).click() is None)

    def text(self, name: str) -> str:
        """Wait for the element of a ``data-testid`` and read it in one go."""
        return str(
            self.wait(lambda: next((found.text for found in self.all(f'[data-testid="{name}"]')), None))
        )

    def all(self, css: str) -> list[Any]:
        """Find elements."""
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def title(self) -> str:
        """Give the page's question."""
        return str(self.driver.find_element(By.CSS_SELECTOR, ".ty-title").text)

    def errors(self) -> list[str]:
        """Give what the console complained of."""
        return [row["message"] for row in self.driver.get_log("browser") if row["level"] == "SEVERE"]

    def asked(self) -> set[str]:
        """Give the hosts from which the page fetched anything."""
        return set(
            self.run(
                "return performance.getEntriesByType('resource').map(e => new URL(e.name).hostname)"
                ".concat([location.hostname])"
            )
        )

    def downloaded(self, click: Any, suffix: str) -> Path:
        """Click a link and wait for its file."""
        before = set(self.downloads.iterdir())
        self.run("arguments[0].click()", click)
        return Path(
            self.wait(
                lambda: next(
                    (path for path in set(self.downloads.iterdir()) - before if path.suffix == suffix), None
                )
            )
        )
