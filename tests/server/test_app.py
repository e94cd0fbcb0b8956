"""The HTTP interface: answers as the library's, refusals in one form, clients never mixed up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from stance.classifier import Classifier
from stance.server.app import create_app
from stance.server.batcher import Batcher, BusyError, ClosedError
from stance.server.schema import EXAMPLE, Limits
from tests.tiny import PARTIES, TEXT

LIMITS = Limits(body=5000, characters=1000, texts=3, parties=6, waiting=2)


@pytest.fixture
def client(tiny: Classifier) -> Iterator[TestClient]:
    with TestClient(create_app(tiny, limits=LIMITS), raise_server_exceptions=False) as client:
        yield client


def test_the_answer_is_that_of_the_library(client: TestClient, tiny: Classifier) -> None:
    wanted = tiny(TEXT, PARTIES).to_dict()
    assert client.post("/v1/classify", json={"text": TEXT, "parties": PARTIES}).json() == wanted
    several = client.post("/v1/classify", json={"texts": [TEXT, "Rain."], "parties": PARTIES}).json()
    assert several["documents"] == [wanted, tiny("Rain.", PARTIES).to_dict()]
    named = client.post("/v1/classify", json={"text": TEXT, "parties": {"France": ["Koroma"]}}).json()
    assert named == tiny(TEXT, {"France": ["Koroma"]}).to_dict()
    found = client.post("/v1/classify", json={"text": TEXT, "evidence": True}).json()
    assert found == tiny(TEXT, evidence=True).to_dict()


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({}, 422, "give either text or texts"),
        ({"text": "a", "texts": ["b"]}, 422, "give either text or texts"),
        ({"text": 5}, 422, "text: Input should be a valid string"),
        ({"text": "a", "partys": []}, 422, "partys: Extra inputs"),
        ({"text": "a", "parties": []}, 422, "list of parties is empty"),
        ({"text": "a", "parties": {"A": ["x"], "B": ["x"]}}, 422, "x"),
        ({"texts": ["a"] * 4}, 413, "4 texts were given, at most 3"),
        ({"text": "a" * 1001}, 413, "1,001 characters of text"),
        ({"text": "a", "parties": ["P"] * 7}, 413, "7 parties"),
        ({"text": "a" * 5000}, 413, "more than 5,000 bytes"),
    ],
)
def test_what_is_wrong_or_too_much_is_refused_with_a_reason(
    client: TestClient, body: dict[str, Any], status: int, reason: str
) -> None:
    answer = client.post("/v1/classify", json=body)
    assert (answer.status_code, answer.json()["error"]["status"]) == (status, status)
    assert reason in answer.json()["error"]["reason"]


def test_a_body_that_is_no_json_or_has_no_end_is_refused(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    assert client.post("/v1/classify", content=b"{", headers=headers).status_code == 422
    assert client.post("/v1/classify", content=b"\xff", headers=headers).status_code == 422

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    assert client.post("/v1/classify", content=endless(), headers=headers).status_code == 413


def test_a_fault_tells_nothing_of_the_inside(
    client: TestClient, tiny: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(tiny, "stream_each", broken)
    answer = client.post("/v1/classify", json={"text": "a"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_parties_health_metrics_and_openapi(client: TestClient, tiny: Classifier) -> None:
    found = client.get("/v1/parties", params={"query": "keny"}).json()["parties"]
    assert found[0]["name"] == "Kenya"
    assert {"Kenyan", "Nairobi"} <= set(found[0]["aliases"])
    assert client.get("/health").json()["model"] == tiny.checkpoint.identity
    client.post("/v1/classify", json={"text": "Rain fell. Wind blew."})
    client.post("/v1/classify", json={})
    metrics = client.get("/metrics").text
    assert 'stance_requests_total{status="422"} 1.0' in metrics
    assert "stance_sentences_total 2.0" in metrics
    openapi = client.get("/openapi.json").json()
    assert EXAMPLE in openapi["components"]["schemas"]["Question"]["examples"]
    assert {"413", "422", "429", "503"} <= set(openapi["paths"]["/v1/classify"]["post"]["responses"])


def test_the_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/")
    assert "text/html" in page.headers["content-type"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for name in ("/", "/page.css", "/page.js"):
        text = client.get(name).text.replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text
        assert "https:" not in text
    assert client.get("/../app.py").status_code == 404
    assert client.get("/etc/passwd").json()["error"]["status"] == 404


def test_a_key_is_asked_for(tiny: Classifier) -> None:
    with TestClient(create_app(tiny, key="s3cret")) as client:
        ask = {"json": {"text": "Rain."}}
        assert client.post("/v1/classify", **ask).status_code == 401
        assert (
            client.post("/v1/classify", **ask, headers={"Authorization": "Bearer s3cre"}).status_code == 401
        )
        assert (
            client.post("/v1/classify", **ask, headers={"Authorization": "Bearer s3cret"}).status_code == 200
        )
        assert client.get("/health").status_code == 200


def test_a_name_that_is_not_ours_is_refused(tiny: Classifier) -> None:
    with TestClient(create_app(tiny, hosts=["localhost"]), base_url="http://localhost") as client:
        assert client.get("/health").status_code == 200
        assert client.get("/health", headers={"Host": "evil.example"}).status_code == 400


class Slow:
    """A classifier that waits for a sign, and notes what it was given at once."""

    def __init__(self, classifier: Classifier) -> None:
        self.checkpoint = classifier.checkpoint
        self._classifier, self.go, self.batches = classifier, threading.Event(), []

    def stream_each(self, texts: Any, *, evidence: bool = False) -> Any:
        pairs = list(texts)
        self.batches.append(len(pairs))
        assert self.go.wait(30)
        return self._classifier.stream_each(pairs, evidence=evidence)


async def test_many(batcher: Batcher, count: int) -> list[Any]:
    texts = [[f"Norvania blamed Estmark {n} times."] * (n % 3 + 1) for n in range(count)]
    return await asyncio.gather(*(batcher.judge(each, None) for each in texts), return_exceptions=True)


test_many.__test__ = False  # type: ignore[attr-defined]


def test_clients_are_judged_together_and_not_mixed_up(tiny: Classifier) -> None:
    slow, together = Slow(tiny), []
    batcher = Batcher(slow, 64, together.append)  # type: ignore[arg-type]

    async def ask() -> list[Any]:
        asyncio.get_running_loop().call_later(0.3, slow.go.set)
        return await test_many(batcher, 40)

    answers = asyncio.run(ask())
    for number, documents in enumerate(answers):
        assert [d.text for d in documents] == [f"Norvania blamed Estmark {number} times."] * (number % 3 + 1)
    assert sum(together) == 40
    assert max(together) > 10
    batcher.close()


def test_a_full_queue_refuses_and_a_client_that_leaves_gives_its_place_free(tiny: Classifier) -> None:
    slow = Slow(tiny)
    batcher = Batcher(slow, 2)  # type: ignore[arg-type]

    async def ask() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(batcher.judge(["Rain."], None), 0.05)
        first = asyncio.create_task(batcher.judge(["Rain."], None))
        second = asyncio.create_task(batcher.judge(["Wind."], None))
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="2 requests wait"):
            await batcher.judge(["Snow."], None)
        slow.go.set()
        assert (await first)[0].text == "Rain."
        assert (await second)[0].text == "Wind."
        assert batcher.waiting == 0

    asyncio.run(ask())
    batcher.close()


def test_closing_finishes_what_waits_and_refuses_the_rest(tiny: Classifier) -> None:
    slow = Slow(tiny)
    batcher = Batcher(slow, 8)  # type: ignore[arg-type]

    async def ask() -> None:
        waiting = [asyncio.create_task(batcher.judge([f"Rain {n}."], None)) for n in range(4)]
        await asyncio.sleep(0.05)
        closing = asyncio.create_task(asyncio.to_thread(batcher.close))
        await asyncio.sleep(0.05)
        with pytest.raises(ClosedError):
            await batcher.judge(["Snow."], None)
        slow.go.set()
        assert [(await each)[0].text for each in waiting] == [f"Rain {n}." for n in range(4)]
        await closing

    asyncio.run(ask())


def test_one_request_that_fails_does_not_take_others_with_it(tiny: Classifier) -> None:
    slow = Slow(tiny)
    batcher = Batcher(slow, 8)  # type: ignore[arg-type]
    wrong: Any = [5]  # what no parser lets through

    async def ask() -> list[Any]:
        asyncio.get_running_loop().call_later(0.2, slow.go.set)
        texts = (["Hail."], ["Wind."], ["\ud800" * 3], ["Snow."])
        waiting = [
            asyncio.create_task(batcher.judge(each, ["France"] if i != 2 else wrong))
            for i, each in enumerate(texts)
        ]
        return await asyncio.gather(*waiting, return_exceptions=True)

    _, good, bad, also = asyncio.run(ask())
    assert (good[0].text, also[0].text) == ("Wind.", "Snow.")
    assert isinstance(bad, Exception)
    batcher.close()


def test_a_busy_server_says_when_to_come_again(tiny: Classifier) -> None:
    slow = Slow(tiny)
    app = create_app(slow, limits=Limits(waiting=1, seconds=0.5))  # type: ignore[arg-type]

    async def ask() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            first = asyncio.create_task(client.post("/v1/classify", json={"text": "Rain."}))
            await asyncio.sleep(0.1)
            return await client.post("/v1/classify", json={"text": "Wind."}), await first

    refused, late = asyncio.run(ask())
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert (late.status_code, late.json()["error"]["reason"]) == (
        503,
        "it took too long; send less at a time, or later",
    )
    slow.go.set()
    app.state.batcher.close()
