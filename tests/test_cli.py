"""The command as its users meet it; a classifier that needs no model answers."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import textwrap
import types
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stance import cli
from stance.cli.classify import command
from stance.errors import InputError, ModelError, PartyError
from stance.export.plain import document_from_dict
from stance.text_files import decode
from stance.types import Document, Sentence
from tests.examples import TEXT, lake_document, stance

REPOSITORY = Path(__file__).parent.parent


class FakeClassifier:
    """Judges the known text as in the example; finds nothing in any other."""

    def __init__(self) -> None:
        self.parties: object = None

    def stream(self, texts, parties=None, *, evidence=False):
        self.parties = parties
        for text in texts:
            sentences = (Sentence(text, 0, len(text)),) if text else ()
            yield lake_document() if text == TEXT else Document(text, sentences, model="tiny 1")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeClassifier:
    classifier = FakeClassifier()
    module = types.ModuleType("stance.classifier")
    module.calls = []

    def load(model=None, *, device="auto", runtime="auto"):
        module.calls.append((model, device, runtime))
        if model == "nowhere":
            raise ModelError("no model folder 'nowhere'; give a folder that training wrote")
        return classifier

    module.load = load
    classifier.calls = module.calls
    monkeypatch.setitem(sys.modules, "stance.classifier", module)
    return classifier


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("lake.txt").write_text(TEXT, encoding="utf-8")
    return Path("lake.txt")


class Ran:
    """What a run of the command left: its code and the bytes of both streams."""

    def __init__(self, result: Result) -> None:
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        self.code = result.exit_code
        self.raw = result.stdout_bytes
        self.out = result.stdout
        self.err = result.stderr
        assert "Traceback" not in self.out + self.err


def run(*words: str, stdin: bytes | str | None = None) -> Ran:
    # CliRunner swaps the streams; the command goes through our own door, as from a shell.
    def entry(*_args, **_kwargs):
        sys.exit(cli.run(list(words)))

    runner = CliRunner()
    group = types.SimpleNamespace(name="stance", main=entry)
    return Ran(runner.invoke(group, [], input=stdin))


def test_json_of_one_file_is_one_object(fake: FakeClassifier, lake: Path) -> None:
    ran = run("classify", str(lake), "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    values = json.loads(ran.out)
    assert values["id"] == "lake.txt"
    assert document_from_dict(values) == lake_document()


def test_json_of_several_files_is_a_list(fake: FakeClassifier, lake: Path) -> None:
    Path("b.txt").write_text("Rain fell.")
    values = json.loads(run("classify", "lake.txt", "b.txt", "--format", "json").out)
    assert [value["id"] for value in values] == ["lake.txt", "b.txt"]
    assert values[1]["text"] == "Rain fell."


def test_jsonl_is_one_object_a_line(fake: FakeClassifier, lake: Path) -> None:
    Path("b.txt").write_text("Rain fell.")
    lines = run("classify", "b.txt", "lake.txt", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["b.txt", "lake.txt"]


def test_csv_is_the_tidy_table_with_the_id_first(fake: FakeClassifier, lake: Path) -> None:
    pandas = pytest.importorskip("pandas")
    ran = run("classify", "lake.txt", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert list(rows[0])[:3] == ["id", "sentence", "start"]
    assert [row["party"] for row in rows] == ["Norvania", "Estmark", "Lake Council"]
    table = pandas.read_csv(io.StringIO(ran.out), keep_default_na=False)
    expected = lake_document().to_pandas()
    pandas.testing.assert_frame_equal(table.drop(columns="id"), expected, check_dtype=False)


def test_csv_needs_no_extra(fake: FakeClassifier, lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert run("classify", "lake.txt", "--format", "csv").code == 0
    ran = run("classify", "lake.txt", "--format", "parquet", "-o", "t.parquet")
    assert ran.code == 2
    assert "pip install 'stance[tables]'" in ran.err
    assert not Path("t.parquet").exists()


def test_parquet_goes_to_a_file_or_a_pipe(fake: FakeClassifier, lake: Path) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    assert run("classify", "lake.txt", "--format", "parquet", "-o", "t.parquet").code == 0
    table = pandas.read_parquet("t.parquet")
    assert table.columns.tolist()[0] == "id"
    piped = run("classify", "lake.txt", "--format", "parquet")
    assert piped.raw == Path("t.parquet").read_bytes()


def test_html_of_several_files_is_one_page(fake: FakeClassifier, lake: Path) -> None:
    Path("b.txt").write_text("Rain fell.")
    page = run("classify", "lake.txt", "b.txt", "--format", "html").out
    assert page.count("<!doctype html>") == 1
    assert page.count("<article") == 2
    assert "<title>lake.txt</title>" in run("classify", "lake.txt", "--format", "html").out


def test_the_plain_table(fake: FakeClassifier, lake: Path) -> None:
    ran = run("classify", "lake.txt")
    lines = ran.out.splitlines()
    assert lines[0].split() == ["sentence", "party", "stance", "score", "held", "by", "text"]
    assert lines[2].split()[:6] == ["1", "Estmark", "▼", "against", "0.75", "Norvania"]
    assert lines[4].split() == ["3", "-", "-", "-", "-", "Rain", "is", "expected."]
    assert "Norvania  Estmark       ▼ against  0.75   1" in lines
    assert "\x1b" not in ran.out


def test_several_files_have_headings_in_the_table(fake: FakeClassifier, lake: Path) -> None:
    out = run("classify", "lake.txt", "lake.txt").out
    assert out.count("== lake.txt ==") == 2


def test_output_is_whole_or_not_there(fake: FakeClassifier, lake: Path) -> None:
    Path("out.json").write_text("old")
    assert run("classify", "lake.txt", "--format", "json", "--output", "out.json").code == 0
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["id"] == "lake.txt"
    Path("out.json").write_text("old")
    assert run("classify", "gone.txt", "--format", "json", "--output", "out.json").code == 1
    assert run("classify", "lake.txt", "--model", "nowhere", "--output", "out.json").code == 2
    assert Path("out.json").read_text() == "old"
    assert sorted(path.name for path in Path().iterdir()) == ["lake.txt", "out.json"]
    ran = run("classify", "lake.txt", "--output", "no/such/folder.json")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "folder.json: no such file or directory" in ran.err


def test_output_to_a_device_is_written_not_replaced(fake: FakeClassifier, lake: Path) -> None:
    if not Path("/dev/null").exists():
        pytest.skip("no /dev/null on this system")
    assert run("classify", "lake.txt", "-o", "/dev/null").code == 0
    assert not Path("/dev/null").is_file()


def test_standard_input_by_name_and_by_default(fake: FakeClassifier, lake: Path) -> None:
    by_name = run("classify", "-", "--format", "json", stdin=TEXT.encode())
    by_default = run("classify", "--format", "json", stdin=TEXT.encode())
    assert by_name.out == by_default.out
    assert json.loads(by_name.out)["id"] == "-"
    both = run("classify", "-", "lake.txt", "--format", "jsonl", stdin="Rain fell.")
    assert [json.loads(line)["id"] for line in both.out.splitlines()] == ["-", "lake.txt"]
    assert run("classify", "-", "-", stdin="x").code == 2


def test_parties_reach_the_classifier(fake: FakeClassifier, lake: Path) -> None:
    run("classify", "lake.txt", "--party", "Norvania", "--party", "Estmark=Estmarker, Ost")
    norvania, estmark = fake.parties
    assert (norvania.name, norvania.aliases) == ("Norvania", ())
    assert (estmark.name, estmark.aliases) == ("Estmark", ("Estmarker", "Ost"))
    run("classify", "lake.txt", "--parties", "p.yaml")
    assert fake.parties == "p.yaml"
    run("classify", "lake.txt")
    assert fake.parties is None


def test_the_options_of_the_model_reach_load(fake: FakeClassifier, lake: Path) -> None:
    run("classify", "lake.txt")
    run("classify", "lake.txt", "--model", "m", "--device", "cpu", "--runtime", "torch")
    assert fake.calls == [(None, "auto", "auto"), ("m", "cpu", "torch")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--party", "Estmark="], "empty alias"),
        (["--party", "Estmark=Ost,,West"], "empty alias"),
        (["--party", "=Ost"], "empty name"),
        (["--party", ""], "empty name"),
        (["--party", "A", "--parties", "p.yaml"], "not both"),
        (["--format", "xml"], "'xml' is not one of"),
        (["--model", "nowhere"], "no model folder 'nowhere'"),
        (["--encoding", "klingon"], "is not an encoding"),
        (["--encoding", "base64"], "is not an encoding"),
        (["--colour"], "No such option"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(
    fake: FakeClassifier, lake: Path, words: list[str], told: str
) -> None:
    ran = run("classify", "lake.txt", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert ran.err.count("\n") == 1
    assert told in ran.err


def test_an_unknown_command_is_wrong_usage() -> None:
    ran = run("clasify")
    assert ran.code == 2
    assert "No such command 'clasify'" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("latin.txt", "Le café".encode("latin-1"), "byte 6 (0xe9) is not utf-8"),
        ("marked.txt", b"\xef\xbb\xbfcaf\xe9", "byte 6 (0xe9) is not utf-8"),
        ("image.png", b"\x89PNG\r\n\x1a\n\x00\x00", "byte 8 is NUL, so this is a binary file"),
        ("wide.txt", "wide".encode("utf-16"), "say so with --encoding utf-16"),
        ("gone.txt", None, "gone.txt: no such file or directory"),
        (".", None, "this is a folder; give its files"),
    ],
)
def test_files_that_are_no_text_are_reported_and_the_others_done(
    fake: FakeClassifier, lake: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    ran = run("classify", name, "lake.txt", "--format", "json")
    assert ran.code == 1
    assert told in ran.err
    assert ran.err.count("\n") == 1
    assert [value["id"] for value in json.loads(ran.out)] == ["lake.txt"]


def test_when_no_file_can_be_read_no_model_is_loaded(fake: FakeClassifier, lake: Path) -> None:
    ran = run("classify", "gone.txt", "--format", "json")
    assert (ran.code, ran.out, fake.calls) == (1, "", [])


def test_other_encodings_and_the_byte_order_mark(fake: FakeClassifier, lake: Path) -> None:
    for name, raw, encoding in [
        ("a.txt", "Le café".encode("cp1252"), "cp1252"),
        ("b.txt", "Le café".encode("utf-16"), "utf-16"),
        ("c.txt", b"\xef\xbb\xbf" + "Le café".encode(), "utf-8"),
        ("d.txt", b"\xef\xbb\xbf" + "Le café".encode(), "utf-8-sig"),
    ]:
        Path(name).write_bytes(raw)
        ran = run("classify", name, "--encoding", encoding, "--format", "json")
        assert json.loads(ran.out)["text"] == "Le café", name
    with pytest.raises(InputError, match="is NUL"):
        decode(b"a\x00b", "x", "cp1252")
    with pytest.raises(InputError, match=r"byte 0 \(0xe9\) is not ascii"):
        decode(b"\xe9", "x", "ascii")


def test_line_ends_are_kept(fake: FakeClassifier, lake: Path) -> None:
    Path("crlf.txt").write_bytes(b"One.\r\nTwo.\r\n")
    assert json.loads(run("classify", "crlf.txt", "--format", "json").out)["text"] == "One.\r\nTwo.\r\n"


def test_an_empty_file_is_an_empty_document_and_a_note(fake: FakeClassifier, lake: Path) -> None:
    Path("empty.txt").write_bytes(b"")
    for form in ("table", "json", "jsonl", "csv", "html"):
        ran = run("classify", "empty.txt", "--format", form)
        assert (ran.code, ran.err) == (0, "note: empty.txt: the text is empty\n")
    assert json.loads(run("classify", "empty.txt", "--format", "json").out)["sentences"] == []


def test_control_codes_of_a_text_do_not_reach_the_terminal(fake: FakeClassifier, lake: Path) -> None:
    Path("evil.txt").write_text("\x1b[2J\x1b]0;title\x07 gone")
    assert "\x1b" not in run("classify", "evil.txt").out


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (PartyError("two parties claim 'Ost'"), 2, "two parties claim 'Ost'"),
        (OSError(28, "No space left on device"), 1, "no space left on device"),
        (KeyboardInterrupt(), 130, ""),
        (RuntimeError("shapes do not match"), 3, "RuntimeError: shapes do not match"),
    ],
)
def test_errors_while_judging(
    fake: FakeClassifier,
    lake: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    told: str,
) -> None:
    def stream(texts, parties=None, *, evidence=False):
        raise error

    monkeypatch.setattr(fake, "stream", stream)
    ran = run("classify", "lake.txt", "-o", "out.txt")
    assert ran.code == code
    assert told in ran.err
    assert not Path("out.txt").exists()


def test_help_and_version() -> None:
    ran = run("--help")
    assert ran.code == 0
    assert "Exit codes" in ran.out
    assert run().out == ran.out
    text = run("classify", "--help").out
    for word in ("--party", "Examples:", "Formats:", "Exit codes:", *cli.outputs.FORMATS):
        assert word in text
    assert run("--version").out == "stance, version 0.1.0\n"


def test_every_command_of_the_table_can_be_loaded() -> None:
    for name in cli.COMMANDS:
        found = cli.stance.get_command(None, name)
        assert found is not None
        assert found.name == name
        assert found.short_help or found.help
    assert cli.stance.get_command(None, "classify") is command


SHELL = """
import sys, types
sys.path.insert(0, {repository!r})
from tests.test_cli import FakeClassifier
module = types.ModuleType("stance.classifier")
module.load = lambda model=None, **options: FakeClassifier()
sys.modules["stance.classifier"] = module
from stance.cli import main
main({words!r})
"""


def shell(*words: str) -> list[str]:
    return [
        sys.executable,
        "-c",
        textwrap.dedent(SHELL).format(repository=str(REPOSITORY), words=list(words)),
    ]


def test_a_reader_that_leaves_is_no_error(lake: Path) -> None:
    Path("long.txt").write_text("Rain. " * 200_000)
    process = subprocess.Popen(
        shell("classify", "long.txt", "long.txt", "--format", "jsonl"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("no_color", [False, True])
def test_colour_on_a_terminal_only(lake: Path, no_color: bool) -> None:
    import pty

    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLORTERM")}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "100"} | ({"NO_COLOR": "1"} if no_color else {})
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        shell("classify", "lake.txt"), stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=environment
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            block = os.read(ours, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not block:
            break
        shown += block
    os.close(ours)
    assert process.wait() == 0
    assert "▼ against 0.75".encode() in shown
    assert (b"38;5;" in shown) is not no_color


def test_python_m_stance(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "stance", "--version"],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "stance, version 0.1.0\n")


def test_mentions_keep_their_place_when_a_sentence_has_line_breaks() -> None:
    from stance.cli.table import _marked

    text = "A\tfew\x0bwords of\nNorvania."
    marked = _marked(Sentence(text, 0, len(text), (stance(text, "Norvania", "favor"),)))
    (span,) = marked.spans
    assert marked.plain[span.start : span.end] == "Norvania"
