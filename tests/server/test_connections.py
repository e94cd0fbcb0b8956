"""Connections that stop half-way are closed, and others are answered meanwhile."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection

import httpx
import pytest
import uvicorn

from stance.classifier import Classifier
from stance.server.app import create_app
from stance.server.connections import watched
from tests.tiny import TEXT

BODY = json.dumps({"texts": [TEXT] * 100, "parties": ["Norvania"]}).encode()
HEAD = (
    b"POST /v1/classify HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: "
    + str(len(BODY)).encode()
    + b"\r\n\r\n"
)


@pytest.fixture(scope="module")
def port(tiny: Classifier) -> Iterator[int]:
    config = uvicorn.Config(create_app(tiny), log_level="error", http=watched(3.0, headers=0.5))
    server = uvicorn.Server(config)
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)  # so that an answer does not fit in it
    listening.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


def closed_after(sent: bytes, port: int) -> float:
    """Seconds until a connection on which this was sent is closed from the other side."""
    with socket.socket() as client:
        client.connect(("127.0.0.1", port))
        client.settimeout(20)
        begun = time.monotonic()
        client.sendall(sent)
        read_all(client)
        return time.monotonic() - begun


@pytest.mark.parametrize("sent", [b"", b"POST /v1/cl", HEAD, HEAD + BODY[:99]])
def test_a_connection_that_does_not_go_on_is_closed(sent: bytes, port: int) -> None:
    waited: list[float] = []
    stalled = threading.Thread(target=lambda: waited.append(closed_after(sent, port)))
    stalled.start()
    assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
    stalled.join()
    assert 0.3 < waited[0] < 9


def test_an_answer_that_nobody_reads_is_given_up(port: int) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.settimeout(20)
        client.sendall(HEAD + BODY)
        time.sleep(7)  # the answer is far larger than the buffers between
        answer = read_all(client)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 200 " in head
    assert len(body) < int(head.lower().split(b"content-length: ")[1].split()[0])


def read_all(client: socket.socket) -> bytes:
    answer = b""
    with suppress(ConnectionError):
        while chunk := client.recv(65_536):
            answer += chunk
    return answer


def test_a_connection_in_use_is_not_closed(port: int) -> None:
    client = HTTPConnection("127.0.0.1", port)
    client.connect()
    client.auto_open = 0  # a closed connection is an error, not opened again
    for _ in range(8):
        client.request("GET", "/health")
        assert client.getresponse().read()
        time.sleep(0.2)
    client.close()
