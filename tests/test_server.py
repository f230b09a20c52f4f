"""The live page's server: what it answers, what it refuses, and what it survives."""

import concurrent.futures
import json
import multiprocessing
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import ClassVar

import httpx
import psutil
import pytest
import uvicorn
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from analysis.app import asked, strict_json
from analysis.app.guard import Guard, host_allowed, origin_allowed
from analysis.app.live_frames import Silent, Streamed
from analysis.app.preset_frames import PresetFrames
from analysis.app.server import Server, listening, make_app, serve
from analysis.app.snapshots import Snapshots
from analysis.app.warm_runs import LOST, BusyError, Limits, WarmRuns
from analysis.app.warm_worker import Work
from analysis.command_options import UserError
from sim.chair import Chair, Move
from sim.scenario import load

PORT = 8765
JSON = {"content-type": "application/json"}
RUN = {"scenario": "historical", "levers": {"relief": 30}}


class Idle:
    """A pool that refuses every run as busy: what is refused before is refused without it."""

    jobs, waiting, replaced, states = 1, 0, 0, Snapshots()

    def __init__(self):
        self.submitted = []

    def submit(self, work, sink, **options):
        self.submitted.append(work)
        raise BusyError("1 requests wait already; ask again later")

    def close(self):
        pass


@pytest.fixture
def pool():
    return Idle()


@pytest.fixture
def client(pool):
    server = Server(pool, PresetFrames(pool, None), lambda: "<!DOCTYPE html>the page")
    app = make_app(server, "127.0.0.1", PORT)
    with TestClient(app, base_url=f"http://127.0.0.1:{PORT}") as made:
        yield made


def outside(coroutine):
    """A coroutine run to its end in a thread of its own: a browser's loop may be under way here."""
    import asyncio

    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result()


def one_line(answer, status):
    assert answer.status_code == status, answer.text
    lines = answer.text.rstrip("\n").splitlines()
    assert len(lines) == 1 and lines[0], answer.text
    return lines[0]


# ------------------------------------------------------------------------------ who may ask
def test_the_page_and_its_health_are_served_with_headers(client):
    page = client.get("/")
    assert page.status_code == 200 and "the page" in page.text
    assert client.get("/api/health").json()["ok"] is True
    for answer in (page, client.get("/nothing")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "connect-src 'self'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1:1", "127.0.0.1.evil.example:8765",
             "127.0.0.1:8765@evil.example", "[::1", "", "127.0.0.1:8765/x"],
)  # fmt: skip
def test_a_foreign_host_is_refused(client, host):
    one_line(client.get("/", headers={"host": host}), 403)


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "https://127.0.0.1:8765"},
     {"origin": "http://127.0.0.1:80"}, {"sec-fetch-site": "cross-site"},
     {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_a_foreign_origin_is_refused_before_anything_is_read(client, pool, headers):
    one_line(client.post("/api/run", content=json.dumps(RUN), headers=JSON | headers), 403)
    assert not pool.submitted


def test_the_pages_own_origin_is_answered(client, pool):
    for host in ("127.0.0.1", "localhost", "[::1]"):
        own = {"host": f"{host}:{PORT}", "origin": f"http://{host}:{PORT}",
               "sec-fetch-site": "same-origin"}  # fmt: skip
        one_line(client.post("/api/run", content=json.dumps(RUN), headers=JSON | own), 503)
    assert len(pool.submitted) == 3
    assert client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_hosts_that_a_listener_on_every_address_answers_to():
    assert host_allowed("192.168.1.7:80", "0.0.0.0", 80)
    assert host_allowed("localhost", "0.0.0.0", 80)
    assert not host_allowed("rebound.example:80", "0.0.0.0", 80)
    assert not host_allowed("192.168.1.7:80", "127.0.0.1", 80)
    assert not origin_allowed("http://127.0.0.1:80", "127.0.0.1:81")


@given(st.text(max_size=60))
def test_any_host_header_is_read_without_a_fault(text):
    if host_allowed(text, "127.0.0.1", PORT):
        assert text.casefold().rstrip(".").removesuffix(f":{PORT}").strip("[].") in (
            "127.0.0.1", "localhost", "::1",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("GET", "/api/frame/../../etc/passwd", 404),
     ("GET", "/api/frame/..%2f..%2fetc%2fpasswd", 404), ("GET", "/docs", 404),
     ("GET", "/openapi.json", 404), ("DELETE", "/api/run", 405), ("GET", "/api/run", 405),
     ("PUT", "/", 405), ("OPTIONS", "/api/run", 405), ("POST", "/api/scenario", 404),
     ("GET", "/api/frame/no_such_preset", 422), ("GET", "/api/frame/historical.yaml", 422),
     ("GET", "/api/frame/%00", 422)],
)  # fmt: skip
def test_what_is_not_served_is_refused(client, method, path, status):
    one_line(client.request(method, path), status)


def test_a_place_that_cannot_be_had_is_refused_before_anything_is_started(monkeypatch):
    monkeypatch.setattr("analysis.app.server.WarmRuns", None)
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=rf"--host 127.0.0.1 --port {port}: .*in use.*; name"):
            serve("127.0.0.1", port)
    with pytest.raises(UserError, match=r"--host 203.0.113.9 --port 8911: .*; name an address"):
        serve("203.0.113.9", 8911)


# ------------------------------------------------------------------------------ hostile bodies
LAUGHS = "a: &a [x,x]\n" + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdef", "bcdefg", strict=True))  # fmt: skip # noqa: E501
HOSTILE = {
    "twice": b'{"scenario":"historical","levers":{"relief":1,"relief":2}}',
    "nan": b'{"scenario":"historical","levers":{"relief":NaN}}',
    "infinity": b'{"scenario":"historical","levers":{"relief":-Infinity}}',
    "overflow": b'{"scenario":"historical","levers":{"relief":1e999}}',
    "huge": b'{"scenario":"historical","seed":1' + b"0" * 5000 + b"}",
    "negative": b'{"scenario":"historical","seed":-1}',
    "deep": b'{"scenario":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "wrong type": b'{"scenario":["historical"]}',
    "text for number": b'{"scenario":"historical","levers":{"relief":"30"}}',
    "true for number": b'{"scenario":"historical","levers":{"relief":true}}',
    "extra": b'{"scenario":"historical","path":"/etc/passwd"}',
    "path": b'{"scenario":"../../etc/passwd"}',
    "path of a file": b'{"scenario":"scenarios/historical.yaml"}',
    "no scenario": b'{"scenario":"no_such_thing"}',
    "no slider": b'{"scenario":"historical","levers":{"procurement.plan":1}}',
    "between steps": b'{"scenario":"historical","levers":{"relief":30.5}}',
    "out of range": b'{"scenario":"historical","levers":{"relief":61}}',
    "month": b'{"scenario":"historical","until":"1932-13"}',
    "before the start": b'{"scenario":"historical","until":"1900-01"}',
    "scale": b'{"scenario":"historical","scale":1}',
    "many": json.dumps({"scenario": "historical", "levers": {f"a{k}": 1 for k in range(99)}}).encode(),  # noqa: E501
    "rest": b'{"scenario":"historical"} {}',
    "not json": b"scenario: historical",
    "yaml tag": b"!!python/object/apply:os.system ['true']",
    "laughs": LAUGHS.encode(),
    "not text": b"\xff\xfe{}",
    "zero": b'{"scenario":"histor\x00ical"}',
    "empty": b"",
    "list": b"[]",
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_meets_one_clear_refusal(client, pool, body):
    line = one_line(client.post("/api/run", content=body, headers=JSON), 422)
    assert len(line) < 900 and not pool.submitted


def test_a_body_must_be_short_and_json_by_its_own_word(client):
    long = b'{"scenario":"historical","until":"' + b"x" * 70_000 + b'"}'
    one_line(client.post("/api/run", content=long, headers=JSON), 413)

    def in_parts():
        for _ in range(20):
            yield b"x" * 8000

    one_line(client.post("/api/run", content=in_parts(), headers=JSON), 413)
    one_line(client.post("/api/run", content=b"{}", headers={"content-type": "text/plain"}), 415)
    zipped = JSON | {"content-encoding": "gzip"}
    one_line(client.post("/api/run", content=b"{}", headers=zipped), 415)


CHAIR = [
    ("start", {"region": "Atlantis"}), ("start", {"region": "Ukraine", "number": -1}),
    ("start", {"region": "Ukraine", "scenario": "historical"}),
    ("step", {"district": 1, "choices": []}),
    ("step", {"district": 1, "choices": [["shoot", False]]}),
    ("step", {"district": 1, "choices": [["comply", 1]]}),
    ("step", {"district": 1, "choices": [["comply", False, 1]]}),
    ("step", {"district": 1, "choices": [["comply", False]] * 37}),
    ("step", {"district": 1e9, "choices": [["comply", False]]}),
    ("others", {"district": 1, "months": 0}), ("others", {"district": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body"), CHAIR)
def test_the_chair_refuses_what_it_does_not_know(client, pool, path, body):
    answer = client.post(f"/api/chair/{path}", content=json.dumps(body), headers=JSON)
    one_line(answer, 422)
    assert not pool.submitted


def test_what_is_right_reaches_the_pool(client, pool):
    for path, body in {
        "run": RUN | {"seed": 3, "scale": 20_000, "until": "1933-12"},
        "chair/start": {"region": "Ukraine"},
        "chair/step": {"district": 1, "choices": [["leak", True]]},
        "chair/others": {"district": 1, "months": 2},
    }.items():
        one_line(client.post(f"/api/{path}", content=json.dumps(body), headers=JSON), 503)
    assert len(pool.submitted) == 4
    run = pool.submitted[0]
    assert (run.seed, run.scenario.scale, run.scenario.until) == (3, 20_000, "1933-12")
    assert run.keep == {105}, "the state where relief departs from the record"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),  # noqa: E501
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_any_json_is_read_as_it_is_or_refused(value):
    body = json.dumps(value).encode()
    try:
        assert strict_json.parse(body) == json.loads(body)
    except strict_json.JsonError as refused:
        assert "\n" not in str(refused)
    try:
        asked.read(body, asked.RunAsked)
    except asked.AskedWrongError as refused:
        assert "\n" not in str(refused)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_line_or_read(body):
    try:
        asked.read(body, asked.ChairStep)
    except asked.AskedWrongError as refused:
        assert str(refused) and "\n" not in str(refused)


# --------------------------------------------------------------------------- states in memory
def test_the_least_used_states_go_when_memory_is_short():
    scenario = load("historical", scale=20_000, until="1930-12")
    kept = Snapshots(most_bytes=25)
    for tick in (10, 20):
        kept.put(scenario, 1, tick, b"x" * 10)
    assert kept.latest(scenario, 1, 15) == (10, b"x" * 10)
    kept.put(scenario, 1, 30, b"x" * 10)
    assert not kept.holds(scenario, 1, 20) and kept.holds(scenario, 1, 10)
    assert kept.bytes == 20


def test_a_state_serves_whoever_shares_its_past():
    base = load("historical", scale=20_000)
    late = load("no_exports_1931_1932", scale=20_000)
    kept = Snapshots()
    for tick in (60, 90, 96):
        kept.put(base, 1, tick, str(tick).encode())
    assert kept.latest(late, 1, 190) == (90, b"90")
    assert kept.latest(base, 1, 190) == (96, b"96")
    assert kept.latest(base, 2, 190) == (0, None)
    assert kept.latest(load("historical", scale=9_999), 1, 190) == (0, None)
    seat = Chair(3, {91: Move(1, False)})
    kept.put(base, 1, 100, b"seated", seat)
    assert kept.latest(base, 1, 190) == (96, b"96")
    assert kept.latest(base, 1, 190, seat) == (100, b"seated")
    # A person who chooses otherwise in tick 91 shares the past up to it, and not beyond.
    assert kept.latest(base, 1, 190, Chair(3, {91: Move(2, False)})) == (90, b"90")


# ------------------------------------------------------------------------------- real processes
SCALE, UNTIL = 20_000, "1928-12"


@pytest.fixture(scope="module")
def runs():
    made = WarmRuns(2, Limits(waiting=64))
    yield made
    made.close()


class Heard:
    """A sink that keeps what it hears."""

    def __init__(self):
        self.queue = queue.Queue()

    def __call__(self, kind, text):
        self.queue.put((kind, text))

    def end(self):
        lines = []
        while True:
            kind, text = self.queue.get(timeout=300)
            if kind != "line":
                return kind, text, lines
            lines.append(text)


def work(until=48, seed=1, **options):
    scenario = load("historical", scale=SCALE, until=UNTIL)
    return Work(0, scenario, seed, until, options.pop("teller", Silent()), **options)


def test_a_killed_process_is_replaced_and_its_asker_told(runs):
    heard = Heard()
    before = runs.replaced
    first = Heard()
    runs.submit(work(2), first)
    assert first.end()[0] == "done"
    runs.submit(work(190, keep=frozenset(range(1, 60))), heard)
    while not runs.states.holds(work().scenario, 1, 10):
        time.sleep(0.01)
    for child in multiprocessing.active_children():
        os.kill(child.pid, signal.SIGKILL)
    kind, text, _ = heard.end()
    assert (kind, text.decode()) == ("refused", LOST)
    again = Heard()
    runs.submit(work(24), again)
    assert again.end()[0] == "done" and runs.replaced > before


def test_a_process_that_died_while_nobody_asked_is_not_noticed():
    before = set(multiprocessing.active_children())
    pool = WarmRuns(1)
    try:
        for lost in range(4):
            heard = Heard()
            pool.submit(work(1), heard)
            assert heard.end()[:2] == ("done", b"") and pool.replaced == lost
            (idle,) = set(multiprocessing.active_children()) - before
            os.kill(idle.pid, signal.SIGKILL)
    finally:
        pool.close()


class Hoarder(Silent):
    """A teller that leaves memory behind in the process of the run."""

    held: ClassVar = []

    def begin(self, model):
        Hoarder.held.append(b"x" * 1_300_000_000)
        return b""


def test_a_process_that_has_grown_is_replaced_and_nobody_notices():
    pool = WarmRuns(1)
    try:
        for teller, replaced in ((Silent(), 0), (Hoarder(), 0), (Silent(), 1), (Silent(), 1)):
            heard = Heard()
            pool.submit(work(1, teller=teller), heard)
            assert heard.end()[:2] == ("done", b"")
            assert pool.replaced == replaced
    finally:
        pool.close()


def test_a_process_is_measured_by_what_it_holds_itself():
    code = "from analysis.app.warm_worker import held_bytes; print(held_bytes())"
    held = b"x" * 400_000_000
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 10_000_000 < int(told.stdout) < len(held)


def test_a_run_that_takes_too_long_is_ended(monkeypatch, runs):
    monkeypatch.setattr(runs, "limits", Limits(run_s=0.0))
    heard = Heard()
    runs.submit(work(60, seed=11), heard)
    kind, text, _ = heard.end()
    assert kind == "refused" and b"longer than the page allows" in text


def test_a_full_queue_is_refused_at_once(monkeypatch, runs):
    monkeypatch.setattr(runs, "limits", Limits(waiting=2))
    sinks = [Heard() for _ in range(12)]
    taken = []
    with pytest.raises(BusyError, match="wait already"):
        for sink in sinks:
            taken.append((runs.submit(work(60, seed=12), sink), sink))
    for ticket, sink in taken:
        ticket.cancel()
        sink.end()


def test_a_faulty_request_leaves_the_process_alive(runs):
    replaced, heard = runs.replaced, Heard()
    runs.submit(work(2, chair=Chair(99_999, {0: Move(0, False)})), heard)
    kind, text, _ = heard.end()
    assert kind == "refused" and b"district 99999: there are" in text
    assert runs.replaced == replaced


@pytest.fixture(scope="module")
def address(runs):
    """A real server on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = make_app(Server(runs, PresetFrames(runs, None), lambda: "page"), "127.0.0.1", port)
    settings = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10.0)


def parts_of(address, body):
    with httpx.stream("POST", f"{address}/api/run", json=body, timeout=300.0) as answer:
        assert answer.status_code == 200, answer.read()
        return [json.loads(line) for line in answer.iter_lines()]


def memory():
    """Bytes that this process and its children hold."""
    here = psutil.Process()
    return sum(one.memory_info().rss for one in (here, *here.children(recursive=True)))


def test_thirty_clients_at_once_are_all_answered(address, runs):
    base = {"scenario": "historical", "scale": SCALE, "until": UNTIL}
    parts_of(address, base | {"levers": {"outsiders": 50}})
    before, replaced = memory(), runs.replaced
    bodies = [base | {"levers": {"outsiders": 10 * (k % 10)}} for k in range(30)]
    with concurrent.futures.ThreadPoolExecutor(30) as many:
        answers = list(many.map(lambda body: parts_of(address, body), bodies))
    assert runs.replaced == replaced
    for body, parts in zip(bodies, answers, strict=True):
        assert parts[0]["part"] == "head"
        assert parts[-1]["part"] == "end", parts[-1]
        months = [part for part in parts if part["part"] == "months"]
        told = sum(len(part["series"]["party_total"]["q50"]) for part in months)
        assert told == len(parts[0]["months"]) == 60
        assert parts[0]["levers"] == body["levers"]
    assert memory() - before < 1_500_000_000
    same = [parts for body, parts in zip(bodies, answers, strict=True)
            if body["levers"] == {"outsiders": 20}]  # fmt: skip
    assert len(same) == 3 and all(one == same[0] for one in same), "the same question, one answer"


def test_a_client_that_leaves_has_its_run_called_off(address, runs):
    body = {"scenario": "historical", "scale": SCALE, "seed": 77, "levers": {"ban": 0}}
    with httpx.stream("POST", f"{address}/api/run", json=body, timeout=60.0) as answer:
        next(answer.iter_lines())
    deadline = time.monotonic() + 60.0
    while runs.running and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not runs.running


def test_the_chair_over_the_wire(address):
    start = httpx.post(f"{address}/api/chair/start", json={"region": "Ukraine", "scale": SCALE},
                       timeout=120.0)  # fmt: skip
    told = start.json()
    assert told["months"][-1]["month"] == "1930-06" and told["of"] >= 5
    district = told["district"]
    choices = [["overshoot", False], ["balk", True]]
    body = {"district": district, "choices": choices, "scale": SCALE}
    step = httpx.post(f"{address}/api/chair/step", json=body, timeout=120.0).json()
    assert [month["month"] for month in step["months"]] == ["1930-07", "1930-08"]
    mine = [month["deed"]["course"] for month in step["months"] if month["seat"]["yours"]]
    assert mine == ["overshoot", "balk"][: len(mine)] and mine
    wanted = {"district": district, "months": 1, "scale": SCALE}
    with httpx.stream("POST", f"{address}/api/chair/others", json=wanted, timeout=120.0) as answer:
        others = [json.loads(line) for line in answer.iter_lines()]
    assert len(others) == 11 and sum(one["course"] == "rule" for one in others) == 1
    absent = body | {"district": 19_999}
    refused = httpx.post(f"{address}/api/chair/step", json=absent, timeout=120.0)
    assert refused.status_code == 422 and "district 19999: there are" in refused.text


def test_a_live_run_is_the_run_itself(address):
    from analysis.app.frame import months_part
    from analysis.app.live_frames import PLACES
    from sim.runner import run_one

    body = {"scenario": "historical", "scale": SCALE, "until": "1928-06", "levers": {"reports": 50}}
    parts = parts_of(address, body)
    scenario, _ = asked.scenarios_of(asked.RunAsked(**body))
    values = run_one(scenario, 1).values
    whole = months_part(values, PLACES, 0, scenario.months)["series"]
    for name, entry in whole.items():
        held = []
        for part in parts:
            if part["part"] == "months":
                told = part["series"].get(name)
                block = len(part["series"]["party_total"]["q50"])
                held += told["q50"] if told else [None] * block
        assert held == entry["q50"], name


@pytest.mark.parametrize("begun", [False, True])
def test_a_request_that_takes_too_long_ends(begun):
    import asyncio

    async def slow(scope, receive, send):
        if begun:
            headers = [(b"content-type", b"application/x-ndjson")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"{}\n", "more_body": True})
        await asyncio.sleep(30.0)

    sent = []

    async def send(message):
        sent.append(message)

    guard = Guard(slow, "127.0.0.1", PORT, request_s=0.01)
    scope = {"type": "http", "method": "GET", "path": "/",
             "headers": [(b"host", b"127.0.0.1:8765")]}  # fmt: skip
    outside(guard(scope, None, send))
    assert sent[0]["status"] == (200 if begun else 503)
    assert b"took too long" in sent[-1]["body"] and not sent[-1].get("more_body")
    if begun:
        assert json.loads(sent[-1]["body"])["part"] == "refused"


def test_who_gives_up_does_not_call_a_presets_frame_off(monkeypatch):
    found = concurrent.futures.Future()
    frames = PresetFrames(Idle(), None)
    monkeypatch.setattr(frames, "ask", lambda name: found)
    monkeypatch.setattr("analysis.app.server.FRAME_S", 0.01)
    with pytest.raises(TimeoutError):
        outside(Server(Idle(), frames, lambda: "page").frame("historical"))
    found.set_result(b"{}")


def test_a_kept_frame_of_another_form_is_not_shown(tmp_path, monkeypatch):
    frames = PresetFrames(Idle(), tmp_path)
    frames._keep("historical", b'{"id":"historical"}')
    assert PresetFrames(Idle(), tmp_path).held("historical") == b'{"id":"historical"}'
    monkeypatch.setattr("analysis.app.preset_frames.VERSION", 99)
    assert PresetFrames(Idle(), tmp_path).held("historical") is None


def test_the_streamed_head_names_what_was_asked():
    from analysis.app.frame import Head
    from sim.model import GeneralLine

    model = GeneralLine(work().scenario, seed=4)
    told = json.loads(Streamed(Head("a", "live", "t", "q", {"relief": 30.0})).begin(model))
    model.close()
    assert told["seeds"] == [4] and told["levers"] == {"relief": 30.0}
    assert told["months"][0] == "1924-01" and told["until"] == UNTIL
