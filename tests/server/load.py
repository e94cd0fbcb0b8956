"""Many clients at once: ``python tests/server/load.py --clients 500 --seconds 120``.

Half of them send sentences, others also articles; some leave early. Beside them connections stop half-way:
in the head or the body of a request, or they read an answer a few bytes at a time. Each answer is compared
with the library's. Then the same load on a server that judges each request on its own, as a plain one does.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import click
import httpx
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from stance import load
from stance.benchmark.work import PARTIES, article
from stance.classifier import Classifier

PLAIN = """
import sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
from stance import load
classifier = load(device="cpu")
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self): self.send_response(200); self.send_header("content-length", "0"); self.end_headers()
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        body = json.dumps(classifier(asked["text"], asked["parties"]).to_dict()).encode()
        self.send_response(200); self.send_header("content-length", str(len(body))); self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words): pass
class Server(ThreadingHTTPServer):
    request_queue_size = 1024
Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class Questions:
    """Texts of mixed sizes and what the library answers to them."""

    def __init__(self, classifier: Classifier) -> None:
        sentences = [sentence.text.strip() for sentence in classifier(article(), PARTIES).sentences]
        self.texts = [*(s for s in sentences if s), article(), article() * 3]
        self.answers = {text: labels(classifier(text, PARTIES).to_dict()) for text in self.texts}


def labels(document: dict) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    return [(s["party"], s["label"]) for sentence in document["sentences"] for s in sentence["stances"]]


async def client(
    number: int, address: str, questions: Questions, until: float, counts: Counter[str], times: list[float]
) -> None:
    chance = random.Random(number)
    texts = questions.texts if number % 2 else questions.texts[:-2]
    async with httpx.AsyncClient(timeout=60, verify=False, trust_env=False) as http:
        while time.monotonic() < until:
            text = chance.choice(texts)
            begun = time.monotonic()
            try:
                wait = 0.05 if number % 50 == 7 else 60
                asked = {"text": text, "parties": list(PARTIES)}
                answer = await asyncio.wait_for(http.post(address, json=asked), wait)
            except TimeoutError:
                counts["left early"] += 1
                continue
            except httpx.HTTPError as error:
                counts[type(error).__name__] += 1
                await asyncio.sleep(0.1)
                continue
            spent = time.monotonic() - begun
            if answer.status_code == 200:
                times.append(spent)
                counts["wrong"] += labels(answer.json()) != questions.answers[text]
            else:
                counts[f"refused with {answer.status_code}"] += 1
                counts["refused after more than a second"] += spent > 1
                await asyncio.sleep(chance.random())


async def stalled(number: int, address: httpx.URL, until: float, counts: Counter[str]) -> None:
    """A connection that stops in the head, or in the body, or reads a hundred bytes a second."""
    body = json.dumps({"text": article() * 3, "parties": list(PARTIES)}).encode()
    kind = b"host: localhost\r\ncontent-type: application/json\r\n"
    head = b"POST %s HTTP/1.1\r\n" % address.path.encode() + kind
    whole = head + b"content-length: %d\r\n\r\n" % len(body) + body
    sent = (head, whole[:-9], whole)[number % 3]
    while time.monotonic() < until:
        with suppress(OSError, TimeoutError):
            reader, writer = await asyncio.open_connection(address.host, address.port, limit=1024)
            counts["stalled connections"] += 1
            writer.write(sent)
            async with asyncio.timeout(until - time.monotonic()):
                while await reader.read(100):
                    await asyncio.sleep(1)
            writer.close()
        await asyncio.sleep(0.5)


async def run(
    address: str, questions: Questions, clients: int, stalls: int, seconds: float
) -> tuple[Counter[str], list[float]]:
    counts: Counter[str] = Counter()
    times: list[float] = []
    until = time.monotonic() + seconds
    await asyncio.gather(
        *(client(n, address, questions, until, counts, times) for n in range(clients)),
        *(stalled(n, httpx.URL(address), until, counts) for n in range(stalls)),
    )
    return counts, times


def seconds_to_answer(address: str, questions: Questions) -> float:
    """How long one sentence takes now; infinite when it takes more than a minute."""
    begun, text = time.monotonic(), questions.texts[0]
    try:
        answer = httpx.post(address, json={"text": text, "parties": list(PARTIES)}, timeout=60)
    except httpx.TimeoutException:
        return float("inf")
    assert labels(answer.json()) == questions.answers[text]
    return time.monotonic() - begun


def memory(process: subprocess.Popen[bytes]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


@click.command()
@click.option("--clients", default=500, show_default=True)
@click.option("--stalls", default=60, show_default=True, help="Connections that stop half-way.")
@click.option("--seconds", default=120.0, show_default=True)
@click.option("--port", default=8765, show_default=True)
def main(clients: int, stalls: int, seconds: float, port: int) -> None:
    """Load both servers in turn and print what came of it."""
    questions = Questions(load(device="cpu"))
    ways = {
        "stance serve": ["-m", "stance", "serve", "--port", str(port), "--device", "cpu"],
        "a plain server": ["-c", PLAIN, str(port)],
    }
    for name, words in ways.items():
        process = subprocess.Popen([sys.executable, *words], stderr=subprocess.DEVNULL)
        try:
            root = f"http://127.0.0.1:{port}"
            for _ in range(200):
                try:
                    httpx.get(f"{root}/health")
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
            asked = f"{root}/v1/classify"
            asyncio.run(run(asked, questions, clients, stalls, seconds / 4))
            before = memory(process)
            counts, times = asyncio.run(run(asked, questions, clients, stalls, seconds))
            after = memory(process)
            recovered = seconds_to_answer(asked, questions)
            spread = (
                ", ".join(f"p{at} {np.percentile(times, at):.2f}" for at in (50, 95, 99)) if times else "none"
            )
            click.echo(
                f"{name}: {len(times) / seconds:.0f} answers a second; seconds {spread}; {dict(counts)}; "
                f"{before:.0f} to {after:.0f} MB; the next answer after {recovered:.2f} s"
            )
        finally:
            process.terminate()
            process.wait(90)


if __name__ == "__main__":
    main()
