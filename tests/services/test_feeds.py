"""Feeds polled over HTTP from a server of this machine: tried again, sifted, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_bare_demo, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError


class Provider(ThreadingHTTPServer):
    """A provider that answers what it is told to, one answer after the other; the last goes on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, str]] = []
        self.asked: list[dict[str, str]] = []


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))
        answers = self.server.answers
        status, text = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def state(tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def write(**more: Any) -> None:
        feed = {"name": "省站", "url": f"http://127.0.0.1:{provider.server_port}/hours?key=s", "wait_s": 0}
        file = tmp_path / "feeds.yaml"
        file.write_text(json.dumps({"feeds": [feed | more]}), encoding="utf-8")
        monkeypatch.setenv("TONGYUAN_FEEDS", str(file))

    write()
    return write


@pytest.fixture
def session(tmp_path: Path, state: Callable[..., None]) -> Iterator[Session]:
    made = a_session(a_bare_demo(tmp_path / "workspace", pack="exercise"))
    first = tmp_path / "first.csv"
    first.write_text("station,item,time,value\nS1,PM2.5,2024-01-01 01:00,10\n", encoding="utf-8")
    made.call("monitor.import", file=first, unknown="enter", region="990100")
    yield made
    made.workspace.close()


def hour(
    station: str = "S1", value: object = 35, time: str = "2024-01-01T13:00:00+08:00"
) -> dict[str, object]:
    return {"station": station, "item": "PM2.5", "time": time, "value": value}


def document(*records: object) -> str:
    return json.dumps({"code": 0, "data": list(records)})


def values(session: Session) -> list[float | None]:
    rows = session.call("monitor.hours", station="S1", first="2024-01-01", last="2024-01-02").frame()
    return rows["value"].to_list()


def polled(session: Session) -> dict[str, Any]:
    return session.call("feed.poll", feed="省站").frame().row(0, named=True)


def test_what_a_feed_says_is_what_is_believed(session: Session, provider: Provider) -> None:
    provider.answers = [(200, document(hour(), hour(time="2024-01-01T06:00:00Z", value="36.5")))]
    told = polled(session)
    assert (told["state"], told["records"], told["added"], told["letters"]) == ("taken", 2, 2, 0)
    assert values(session) == [10.0, 35.0, 36.5]


def test_a_fault_that_may_pass_is_tried_again_and_one_that_will_not_is_not(
    session: Session, provider: Provider
) -> None:
    provider.answers = [(503, ""), (429, ""), (200, document(hour()))]
    assert (polled(session)["tries"], values(session)) == (3, [10.0, 35.0])
    provider.answers = [(403, "")]
    told = polled(session)
    assert (told["state"], told["tries"], told["status"], told["told"]) == ("refused", 1, 403, "HTTP 403")


def test_a_provider_that_is_away_is_told_and_is_due_again(
    session: Session, state: Callable[..., None]
) -> None:
    state(url="http://127.0.0.1:9/", tries=2)
    answer = session.call("feed.poll")
    told = answer.frame().row(0, named=True)
    assert (told["state"], told["tries"], told["status"], answer.passed) == ("unreachable", 2, None, False)
    assert session.call("feed.list").frame()["due"].to_list() == [True]


def test_what_was_read_is_new_enough_for_a_while(session: Session, provider: Provider) -> None:
    provider.answers = [(200, document(hour()))]
    assert session.call("feed.poll").frame().height == 1
    assert session.call("feed.poll").frame().height == 0
    assert polled(session)["state"] == "unchanged"
    assert len(provider.asked) == 2


def test_a_bad_record_is_put_aside_and_its_neighbours_go_in(session: Session, provider: Provider) -> None:
    bad = [hour(value="many"), hour(time="soon"), hour("S9"), {"station": ["S1"]}]
    provider.answers = [(200, document(*bad, hour()))]
    told = polled(session)
    assert (told["added"], told["letters"], values(session)) == (1, 4, [10.0, 35.0])
    letters = session.call("feed.letters").frame()
    assert sorted(json.loads(one)["station"] for one in letters["record"] if "[" not in one) == [
        "S1",
        "S1",
        "S9",
    ]
    assert not letters["told"].str.contains("^$").any()


def test_records_that_contradict_each_other_are_put_aside_together(
    session: Session, provider: Provider
) -> None:
    provider.answers = [(200, document(hour(value=35), hour(value=36)))]
    assert polled(session)["letters"] == 2
    assert values(session) == [10.0]


def test_the_same_bad_record_is_kept_once(session: Session, provider: Provider) -> None:
    provider.answers = [(200, document(hour("S9"))), (200, document(hour("S9"), hour()))]
    assert [polled(session)["letters"] for _ in range(2)] == [1, 0]
    assert session.call("feed.letters").frame().height == 1


def test_once_its_station_is_known_a_record_is_delivered(
    session: Session, provider: Provider, tmp_path: Path
) -> None:
    provider.answers = [(200, document(hour("S9"), hour("S8")))]
    polled(session)
    file = tmp_path / "later.csv"
    file.write_text("station,item,time,value\nS9,PM2.5,2024-01-01 01:00,10\n", encoding="utf-8")
    session.call("monitor.import", file=file, unknown="enter", region="990100")
    answer = session.call("feed.redeliver", feed="省站")
    assert (len(answer.meta["delivered"]), answer.frame().height, answer.passed) == (1, 1, False)
    assert session.call("feed.letters").frame().height == 1
    rows = session.call("monitor.hours", station="S9", first="2024-01-01", last="2024-01-01").frame()
    assert rows["value"].to_list() == [10.0, 35.0]
    number = session.call("feed.letters").frame()["number"][0]
    session.call("feed.drop", number=number, reason="停用点位")
    ended = session.call("feed.letters", state="all").frame().sort("number")
    assert set(ended["state"]) == {"delivered", "dropped"}
    with pytest.raises(NotFoundError):
        session.call("feed.redeliver", feed="省站")


def test_a_secret_is_not_sent_in_the_clear_to_another_machine(
    session: Session, state: Callable[..., None], tmp_path: Path
) -> None:
    state(url="http://data.example/hours", secret_file=str(tmp_path / "secret"))
    with pytest.raises(InputError):
        session.call("feed.list")


@pytest.mark.parametrize("text", ["<html>", "{}", "[7"])
def test_an_answer_without_records_is_told_and_leaves_what_was(
    session: Session, provider: Provider, text: str
) -> None:
    provider.answers = [(200, text)]
    told = polled(session)
    assert (told["state"], values(session)) == ("refused", [10.0])
    assert "JSON" not in told["told"]


def test_a_secret_goes_to_the_provider_and_is_shown_to_nobody(
    session: Session, provider: Provider, state: Callable[..., None], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Bearer hush\n", encoding="utf-8")
    state(secret_file=str(secret))
    provider.answers = [(200, document(hour()))]
    polled(session)
    assert provider.asked[0]["Authorization"] == "Bearer hush"
    shown = str(session.call("feed.list").rows()) + str(session.call("feed.polls").rows())
    assert "hush" not in shown
    assert "key=s" not in shown


def test_every_fault_of_the_file_of_feeds_is_told_with_its_line(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("feeds:\n- name: a\n  url: file:///etc/passwd\n  kind: sky\n", encoding="utf-8")
    monkeypatch.setenv("TONGYUAN_FEEDS", str(file))
    with pytest.raises(InputError) as told:
        session.call("feed.list")
    assert sorted((one.place.row, one.code) for one in told.value.problems) == [
        (3, "stated.fault"),
        (4, "stated.fault"),
    ]
