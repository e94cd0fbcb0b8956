"""The application: its addresses, and how what goes wrong is told."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from stance import __version__
from stance.errors import InputError
from stance.parties import lexicon, resolve
from stance.server.batcher import Batcher, BusyError, ClosedError
from stance.server.limits import BodyLimit, KeyCheck, SafeHeaders
from stance.server.metrics import Metrics
from stance.server.schema import Failure, Limits, Question, failure

if TYPE_CHECKING:
    from stance.classifier import Classifier

__all__ = ["create_app"]

log = logging.getLogger("stance.server")

_STATIC = {
    "": ("page.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "page.js": ("page.js", "text/javascript"),
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": dict[str, Failure], "description": about}
    for status, about in {
        401: "The key is missing or wrong.",
        413: "More than the limits allow.",
        422: "The request cannot be understood.",
        429: "Too many requests wait; Retry-After says when to try again.",
        503: "It took too long, or the server is shutting down.",
    }.items()
}


def create_app(
    classifier: Classifier,
    *,
    limits: Limits | None = None,
    key: str | None = None,
    hosts: list[str] | None = None,
) -> FastAPI:
    """The application that serves a classifier.

    Args:
        classifier: the model.
        limits: how much may be asked.
        key: the key that requests must carry; None asks for none.
        hosts: names under which the server may be asked, against pages that point a name of theirs at it;
            None allows all.
    """
    limits = limits or Limits()
    metrics = Metrics()
    batcher = Batcher(classifier, limits.waiting, metrics.batch.observe)
    metrics.waiting.set_function(lambda: batcher.waiting)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(batcher.close)

    app = FastAPI(title="stance", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.batcher, app.state.limits, app.state.metrics = batcher, limits, metrics
    app.state.model = classifier.checkpoint.identity
    _add_addresses(app)
    _add_failures(app)
    app.add_middleware(BodyLimit, most=limits.body)
    if key is not None:
        app.add_middleware(KeyCheck, key=key)
    if hosts is not None:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts)
    app.add_middleware(SafeHeaders)
    return app


def _add_addresses(app: FastAPI) -> None:
    app.post("/v1/classify", responses=_REFUSALS, summary="Stances of one text or several")(_classify)
    app.get("/v1/parties", summary="The parties of the built-in lexicon")(_parties)
    app.get("/health", summary="Whether the server takes requests")(_health)
    app.get("/metrics", include_in_schema=False)(_metrics)
    app.get("/", include_in_schema=False)(_page)
    app.get("/{name}", include_in_schema=False)(_static)


async def _classify(question: Question, request: Request) -> dict[str, Any]:
    """The JSON of `Document.to_dict()` for ``text``, or ``{"documents": […]}`` for ``texts``."""
    state = request.app.state
    begun = time.monotonic()
    texts, parties = question.all_texts(), question.named()
    _check(texts, parties or [], state.limits)
    if parties is not None:
        resolve(parties)  # what is wrong with them is this request's affair, not its batch's
    documents = await asyncio.wait_for(
        state.batcher.judge(texts, parties, question.evidence), state.limits.seconds
    )
    state.metrics.requests.labels(200).inc()
    state.metrics.seconds.observe(time.monotonic() - begun)
    state.metrics.sentences.inc(sum(len(document.sentences) for document in documents))
    answers = [document.to_dict() for document in documents]
    return {"documents": answers} if question.text is None else answers[0]


def _check(texts: list[str], parties: list[Any], limits: Limits) -> None:
    for count, most, what in (
        (len(texts), limits.texts, "texts"),
        (sum(map(len, texts)), limits.characters, "characters of text"),
        (len(parties), limits.parties, "parties"),
    ):
        if count > most:
            raise HTTPException(
                413, f"{count:,} {what} were given, at most {most:,} are allowed; send less at a time"
            )


def _parties(query: str = "", limit: int = 50) -> dict[str, Any]:
    """Entries with a name that holds the query, those that begin with it first."""
    wanted = query.casefold()
    found = [
        (not entry.name.casefold().startswith(wanted), entry.name, entry.sort, entry.names)
        for entry in lexicon().entries
        if any(wanted in name.casefold() for name in entry.names)
    ]
    found.sort(key=lambda each: each[:2])
    rows = [{"name": name, "kind": kind, "aliases": list(names)} for _, name, kind, names in found]
    return {"count": len(rows), "parties": rows[: max(0, min(limit, 1000))]}


async def _health(request: Request) -> dict[str, str]:
    return {"status": "ok", "version": __version__, "model": request.app.state.model}


async def _metrics(request: Request) -> Response:
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4")


async def _page() -> Response:
    return await _static("")


async def _static(name: str) -> Response:
    if name not in _STATIC:
        raise HTTPException(404, "there is nothing here; the page is at /, the interface at /v1/classify")
    file, kind = _STATIC[name]
    return Response(_read(file), media_type=kind)


@cache
def _read(file: str) -> bytes:
    return files("stance.server").joinpath("static", file).read_bytes()


def _add_failures(app: FastAPI) -> None:
    """Each error has the same form; none tells of paths or code."""

    def answer(request: Request, status: int, reason: str) -> JSONResponse:
        request.app.state.metrics.requests.labels(status).inc()
        headers = {"Retry-After": "1"} if status in (429, 503) else None
        return JSONResponse(failure(status, reason), status, headers)

    async def wrong(request: Request, error: Exception) -> JSONResponse:
        errors = error.errors() if isinstance(error, RequestValidationError) else []
        reasons = [f"{'.'.join(map(str, e['loc'][1:])) or 'body'}: {e['msg']}" for e in errors[:5]]
        return answer(request, 422, "; ".join(reasons))

    async def told(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        if error.status_code == 400:  # what FastAPI says of bytes that are not UTF-8
            return answer(request, 422, "body: not JSON in UTF-8")
        return answer(request, error.status_code, str(error.detail))

    async def fault(request: Request, error: Exception) -> JSONResponse:
        log.error("a request failed", exc_info=error)
        return answer(request, 500, "a fault of this server; its log says more")

    def with_status(status: int) -> Any:
        async def handle(request: Request, error: Exception) -> JSONResponse:
            return answer(request, status, str(error) or "it took too long; send less at a time, or later")

        return handle

    app.add_exception_handler(RequestValidationError, wrong)
    app.add_exception_handler(HTTPException, told)
    app.add_exception_handler(InputError, with_status(422))
    app.add_exception_handler(BusyError, with_status(429))
    app.add_exception_handler(ClosedError, with_status(503))
    app.add_exception_handler(TimeoutError, with_status(503))
    app.add_exception_handler(Exception, fault)
