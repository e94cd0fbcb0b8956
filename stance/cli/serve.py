"""``stance serve``: the classifier over HTTP, with a page to try it on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from stance.cli import DONE, EXIT_CODES, note
from stance.errors import MissingExtraError

__all__ = ["command"]

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command(
    "serve",
    short_help="Serve the model over HTTP, with a page to try it on.",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--model", metavar="FOLDER", help="The model; by default the one that comes with the package.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1, mps …")
@click.option(
    "--api-key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the key that requests must carry; or set STANCE_API_KEY.",
)
@click.option(
    "--waiting", default=256, show_default=True, type=click.IntRange(1), help="Requests that may wait."
)
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(0.1), help="Longest wait.")
def command(
    host: str,
    port: int,
    model: str | None,
    device: str,
    api_key_file: Path | None,
    waiting: int,
    seconds: float,
) -> int:
    """Serve POST /v1/classify, GET /v1/parties, /health, /metrics and /openapi.json, and a page at /.

    \b
    Examples:
      stance serve
      curl localhost:8000/v1/classify --json '{"text": "Ghana thanked Togo.", "parties": ["Togo"]}'
      STANCE_API_KEY=… stance serve --host 0.0.0.0 --port 80
    """
    try:
        import uvicorn

        from stance.server.app import create_app
        from stance.server.connections import watched
        from stance.server.schema import Limits
    except ModuleNotFoundError as error:
        raise MissingExtraError("stance serve", (error.name or "fastapi").split(".")[0], "serve") from error
    import stance

    key = api_key_file.read_text("utf-8").strip() if api_key_file else os.environ.get("STANCE_API_KEY")
    local = host in _LOOPBACK
    if not local and not key:
        note(f"{host} can be reached by others, and no key is asked for; set STANCE_API_KEY to ask for one")
    limits = Limits(waiting=waiting, seconds=seconds)
    app = create_app(
        stance.load(model, device=device),
        limits=limits,
        key=key or None,
        hosts=[*_LOOPBACK] if local else None,
    )
    click.echo(f"stance is at http://{host}:{port}/ (stop with Ctrl+C)", err=True)
    settings: dict[str, Any] = {"access_log": False, "server_header": False, "log_level": "warning"}
    settings |= {"http": watched(seconds + 10), "timeout_graceful_shutdown": int(seconds) + 1}
    uvicorn.run(app, host=host, port=port, **settings)
    return DONE
