"""spaCy: the pipeline component ``stance``.

spaCy finds it by its entry point: ``nlp.add_pipe("stance")`` needs no import of this module.
"""

# No `from __future__ import annotations`: spaCy reads the factory's annotations as objects.
import json
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from stance.errors import InputError, MissingExtraError, PartyError
from stance.integrations.loading import checked_parties, process_classifier
from stance.types import Document, Party, Stance

try:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
except ImportError as error:
    raise MissingExtraError("the spaCy component", "spacy", "spacy") from error

__all__ = ["StanceComponent", "make_stance", "register"]

_FILE = "stance.json"


@Language.factory(
    "stance",
    assigns=["doc._.stance", "span._.stance", "span._.stances"],
    default_config={
        "parties": None,
        "model": None,
        "device": "auto",
        "runtime": "auto",
        "spans_key": "stance",
        "extension": "stance",
    },
)
def make_stance(
    nlp: Language,  # noqa: ARG001  # spaCy passes both by name
    name: str,  # noqa: ARG001
    parties: Any,
    model: str | None,
    device: str,
    runtime: str,
    spans_key: str,
    extension: str,
) -> "StanceComponent":
    """The factory behind ``nlp.add_pipe("stance")``; see `StanceComponent` for the settings."""
    return StanceComponent(
        parties, model=model, device=device, runtime=runtime, spans_key=spans_key, extension=extension
    )


class StanceComponent:
    """Labels each sentence of a Doc with its stance toward each party.

    After it ``doc.spans[spans_key]`` holds a Span for each mention of a judged party, whose label is the
    stance and whose ``kb_id_`` is the party's name. Spans keep to spaCy's tokens: a mention that ends
    within a token takes in the whole token. Further, with the default ``extension``:

    - ``doc._.stance``: the `stance.Document`, or None before the component has run;
    - ``span._.stance``: the `stance.Stance` of the party that any Span names (a mention, an entity), or None;
    - ``span._.stances``: all stances whose party is named within the Span (a sentence, for instance).

    Sentences are those of `stance`, not of spaCy. The model is loaded at the first Doc.

    Args:
        parties: names, a mapping of name to aliases, entries with the keys name, aliases and lexicon, the
            path of a YAML file of parties, or None: parties are found. Plain values, since spaCy saves them.
        model, device, runtime: as in `stance.load`.
        spans_key: the key in ``doc.spans``.
        extension: the name of the extension attributes; the plural has an s more.

    Raises:
        PartyError: see `stance.classify`.
        InputError: another extension attribute has that name.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> component = nlp.add_pipe("stance", config={"parties": ["Togo", "Ghana"]})
    >>> doc = nlp("Ghana thanked Togo for its help.")
    >>> [(span.text, span.label_, span._.stance.holders) for span in doc.spans["stance"]]
    [('Ghana', 'neutral', ()), ('Togo', 'favor', ('Ghana',))]
    """

    def __init__(
        self,
        parties: Any = None,
        *,
        model: str | None = None,
        device: str = "auto",
        runtime: str = "auto",
        spans_key: str = "stance",
        extension: str = "stance",
    ) -> None:
        self._parties: tuple[Party, ...] | None = None
        self._missing_file: str | None = None
        if isinstance(parties, str) and not Path(parties).exists():
            # A saved pipeline brings the parties of its file along, `from_disk` has yet to read them.
            self._missing_file = parties
        else:
            self._parties = checked_parties(_given(parties))
        self._model, self._device, self._runtime = model, device, runtime
        self._spans_key, self._extension = spans_key, extension
        register(extension)

    def __call__(self, doc: Doc) -> Doc:
        """Judge one Doc, in place."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Judge Docs as a stream, many together and in constant memory.

        Args:
            stream: the Docs, read as needed.
            batch_size: not used; sentences of many Docs are put together by their length.
        """
        if self._missing_file is not None:
            checked_parties(self._missing_file)
        waiting: deque[Doc] = deque()

        def texts() -> Iterator[str]:
            for doc in stream:
                waiting.append(doc)
                yield doc.text

        classifier = process_classifier(self._model, self._device, self._runtime)
        for document in classifier.stream(texts(), self._parties):
            yield self._attach(waiting.popleft(), document)

    def _attach(self, doc: Doc, document: Document) -> Doc:
        # As text, since spaCy writes `user_data` to disk and sends it between processes.
        doc.user_data[_key(self._extension)] = document.to_json()
        spans = [
            doc.char_span(m.start, m.end, label=judged.label, kb_id=judged.party, alignment_mode="expand")
            for judged in document.stances
            for m in judged.mentions
        ]
        doc.spans[self._spans_key] = [span for span in spans if span is not None]
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The parties; spaCy itself saves the other settings."""
        if self._parties is None:
            return b"null"
        values = [{"name": p.name, "aliases": p.aliases, "lexicon": p.lexicon} for p in self._parties]
        return json.dumps(values, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "StanceComponent":
        """Take over the parties that `to_bytes` wrote."""
        self._parties, self._missing_file = checked_parties(_given(json.loads(data))), None
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the parties into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "StanceComponent":
        """Take over the parties that `to_disk` wrote."""
        return self.from_bytes((Path(path) / _FILE).read_bytes())


def register(extension: str = "stance") -> None:
    """Register the extension attributes; the component does so itself.

    Call it to read saved Docs in a program that has no such component.

    Args:
        extension: their name; a second component with other parties needs another.

    Raises:
        InputError: another extension attribute has that name.

    >>> register()
    >>> Doc.has_extension("stance"), Span.has_extension("stances")
    (True, True)
    """
    wanted: list[tuple[Any, str, Any]] = [
        (Doc, extension, _document_of),
        (Span, extension, _stance_of),
        (Span, f"{extension}s", _stances_of),
    ]
    for owner, name, getter in wanted:
        if owner.has_extension(name):
            other = owner.get_extension(name)[2]
            if not isinstance(other, partial) or other.func is not getter:
                raise InputError(
                    f"{owner.__name__}._.{name} belongs to another component; choose a name "
                    'for ours, as in nlp.add_pipe("stance", config={"extension": "stance_toward"})'
                )
    for owner, name, getter in wanted:
        owner.set_extension(name, getter=partial(getter, extension), force=True)


def _given(parties: Any) -> Any:
    """Entries of plain values, as a config holds them, as `Party` objects."""
    if isinstance(parties, dict):
        for name in parties:
            # spaCy writes these names into its config file as keys, and could not read them back.
            if any(mark in name for mark in "=:\n") or name.startswith(("[", "#", ";", "@")):
                raise PartyError(
                    f"spaCy cannot save the name {name!r} as a key of its config; give a list of entries: "
                    f"[{{'name': {name!r}, 'aliases': [...]}}]"
                )
    if isinstance(parties, list):
        return [_party(each) if isinstance(each, dict) else each for each in parties]
    return parties


def _party(entry: dict[str, Any]) -> Party:
    try:
        return Party(**entry)
    except TypeError as error:
        raise InputError(
            f"the party {entry!r} cannot be read; allowed are the keys name, aliases and lexicon"
        ) from error


def _key(extension: str) -> str:
    return f"stance:{extension}"


def _document_of(extension: str, doc: Doc) -> Document | None:
    written = doc.user_data.get(_key(extension))
    return None if written is None else _read(written)


@lru_cache(maxsize=256)
def _read(written: str) -> Document:
    from stance.export.plain import document_from_dict

    return document_from_dict(json.loads(written))


def _stances_of(extension: str, span: Span) -> tuple[Stance, ...]:
    document = _document_of(extension, span.doc)
    start, end = span.start_char, span.end_char
    return tuple(
        judged
        for judged in (document.stances if document else ())
        if any(mention.start < end and start < mention.end for mention in judged.mentions)
    )


def _stance_of(extension: str, span: Span) -> Stance | None:
    found = _stances_of(extension, span)
    # Two names within one token ("Kenya-Uganda") make two Spans that differ by the party only.
    own = [judged for judged in found if judged.party == span.kb_id_]
    return next(iter(own or found), None)
