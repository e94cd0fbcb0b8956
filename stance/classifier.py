"""The classifier: texts in, documents out. Everything else of the package serves this file."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, overload

from stance.assemble import assemble_sentence
from stance.batch import TextEncoder
from stance.blind import NameBlinder, Span
from stance.checkpoint import Checkpoint, find_model
from stance.errors import InputError
from stance.evidence import weigh
from stance.judge import Groups, Job, Judge
from stance.parties import PartyMatcher, lexicon_spans, merge_names, resolve
from stance.runtime import open_runtime
from stance.sentences import split
from stance.types import Document, Party

if TYPE_CHECKING:
    from stance.runtime import Runtime

__all__ = ["Classifier", "Parties", "load", "name_blinder", "text_encoder"]

Parties = Sequence[str | Party] | Mapping[str, Sequence[str]] | str | os.PathLike[str] | None

_CHUNK_CHARACTERS = 200_000
"""How much text is judged at once: enough for full batches, little enough for constant memory."""


def load(
    model: str | os.PathLike[str] | None = None, *, device: str = "auto", runtime: str = "auto"
) -> Classifier:
    """Load a model once, to use it many times.

    Args:
        model: a model folder, or the name of one that ships with the package; None takes the default.
        device: ``auto`` (a GPU if there is one), ``cpu``, ``cuda``, ``cuda:N`` or ``mps``.
        runtime: ``openvino`` (CPU, 8-bit integers), ``torch``, or ``auto``: openvino on a CPU if the model
            was exported for it, else torch.

    Raises:
        ModelError: the folder is missing, damaged or not a model of ours.
        InputError: the device or runtime is unknown, not on this machine, or not for this model.
        MissingExtraError: the runtime's packages are not installed.

    >>> classifier = load()
    >>> document = classifier("Ghana thanked Togo for its help.", ["Ghana", "Togo"])
    >>> [(s.party, str(s.label)) for s in document.sentences[0].stances]
    [('Ghana', 'neutral'), ('Togo', 'favor')]
    """
    checkpoint = Checkpoint.read(find_model(model))
    return Classifier(checkpoint, open_runtime(checkpoint, device=device, runtime=runtime))


def text_encoder(checkpoint: Checkpoint) -> TextEncoder:
    """What makes a model's tokens of sentences, names hidden if it is blind."""
    config = checkpoint.config
    blinder = name_blinder(checkpoint.known_words) if config.blind else None
    return TextEncoder(checkpoint.tokenizer(), blinder, config.name_context)


def name_blinder(known_words: Collection[str]) -> NameBlinder:
    """Hides all names but those of ``known_words``; also places: that "Kyiv" is one must not show."""
    return NameBlinder(known_words, partial(lexicon_spans, places=True))


@dataclass(slots=True)
class _Draft:
    """A document on its way: its sentences' spans and the job of each sentence that has one."""

    text: str
    sentences: list[Span]
    names: tuple[str, ...] = ()
    jobs: dict[int, Job] = field(default_factory=dict)


class Classifier:
    """Labels each sentence's stance toward each party; reusable and thread-safe. Made by `load`.

    Args:
        checkpoint: the model's description.
        runtime: where its network runs.
    """

    def __init__(self, checkpoint: Checkpoint, runtime: Runtime) -> None:
        self.checkpoint = checkpoint
        self._judge = Judge(checkpoint, runtime, text_encoder(checkpoint), _group_found, lexicon_spans)
        self._matchers: dict[tuple[Party, ...], PartyMatcher] = {}
        self._lock = threading.Lock()

    @overload
    def __call__(  # type: ignore[overload-overlap]  # a str is an iterable of str too
        self, texts: str, parties: Parties = None, *, evidence: bool = False
    ) -> Document: ...
    @overload
    def __call__(
        self, texts: Iterable[str], parties: Parties = None, *, evidence: bool = False
    ) -> list[Document]: ...
    def __call__(
        self, texts: str | Iterable[str], parties: Parties = None, *, evidence: bool = False
    ) -> Document | list[Document]:
        """The same as `stance.classify` with this model: one text gives one document, several a list."""
        if isinstance(texts, str):
            return next(self.stream([texts], parties, evidence=evidence))
        return list(self.stream(texts, parties, evidence=evidence))

    def stream(
        self, texts: Iterable[str], parties: Parties = None, *, evidence: bool = False
    ) -> Iterator[Document]:
        """Documents one after the other, in order, in constant memory.

        Args:
            texts: any iterable of texts, read as needed.
            parties: as in `stance.classify`.
            evidence: whether to find the words that carry each stance, see `stance.Stance`.

        Raises:
            PartyError: at once, before any text is read.
            InputError: one str was given for the texts, or a text is not a str.
        """
        if isinstance(texts, str):
            raise InputError("stream() got one str, but takes an iterable of texts; put it in a list")
        matcher = self._matcher(parties)
        return self._stream(((text, matcher) for text in texts), evidence)

    def stream_each(
        self, texts: Iterable[tuple[str, Parties]], *, evidence: bool = False
    ) -> Iterator[Document]:
        """As `stream`, for texts that each have parties of their own; the same answers, in full batches.

        Args:
            texts: pairs of a text and its parties, read as needed.
            evidence: whether to find the words that carry each stance.

        Raises:
            PartyError: the parties of a text are wrong; raised when that text is reached.
            InputError: a text is not a str.

        >>> pairs = [("Ghana thanked Togo.", ["Togo"]), ("Benin blamed Niger.", ["Niger"])]
        >>> [document.parties for document in load().stream_each(pairs)]
        [('Togo',), ('Niger',)]
        """
        return self._stream(((text, self._matcher(parties)) for text, parties in texts), evidence)

    def _stream(self, texts: Iterable[tuple[str, PartyMatcher | None]], evidence: bool) -> Iterator[Document]:
        for chunk in _chunks(texts, _CHUNK_CHARACTERS):
            drafts = [self._draft(text, matcher) for text, matcher in chunk]
            jobs = [job for draft in drafts for job in draft.jobs.values()]
            self._judge([job for job in jobs if job.groups is None])
            self._judge([job for job in jobs if job.groups is not None])
            if evidence:
                weigh(self._judge, jobs)
            for draft, (_, matcher) in zip(drafts, chunk, strict=True):
                yield self._finish(draft, finding=matcher is None)

    def _matcher(self, given: Parties) -> PartyMatcher | None:
        """The automaton of a party list, None when parties are to be found; the last few are kept."""
        if given is None:
            return None
        parties = resolve(given)
        with self._lock:
            if parties not in self._matchers:
                while len(self._matchers) >= 8:
                    self._matchers.pop(next(iter(self._matchers)))
                self._matchers[parties] = PartyMatcher(parties)
            return self._matchers[parties]

    def _draft(self, text: str, matcher: PartyMatcher | None) -> _Draft:
        draft = _Draft(text, [(start, end) for start, end in split(text)])
        if matcher is None:
            for index, (start, end) in enumerate(draft.sentences):
                if _may_name_a_party(text[start:end]):
                    draft.jobs[index] = Job(text[start:end], None)
            return draft
        draft.names = tuple(party.name for party in matcher.parties)
        found = matcher.find_in_sentences(text, draft.sentences)
        for index, matches in found.items():
            start, end = draft.sentences[index]
            groups: Groups = {}
            for match in matches:
                groups.setdefault(draft.names[match.party], []).append(
                    (match.start - start, match.end - start)
                )
            draft.jobs[index] = Job(text[start:end], groups)
        return draft

    def _finish(self, draft: _Draft, finding: bool) -> Document:
        naming: Callable[[str], str] = str
        if finding:
            merged = merge_names(key for _, job in sorted(draft.jobs.items()) for key in _in_order(job))
            naming = merged.__getitem__
            draft.names = tuple(dict.fromkeys(merged.values()))
        sentences = (
            assemble_sentence(draft.text, span, index, draft.jobs.get(index), naming)
            for index, span in enumerate(draft.sentences)
        )
        return Document(draft.text, tuple(sentences), draft.names, self.checkpoint.identity)


def _may_name_a_party(sentence: str) -> bool:
    """Parties are named with a capital; other sentences are not encoded when parties are to be found."""
    return any(character.isupper() for character in sentence)


def _group_found(text: str, spans: Sequence[Span]) -> Groups:
    """Found mentions of one sentence by party, under the fullest name that the sentence gives it."""
    merged = merge_names(text[start:end] for start, end in spans)
    groups: Groups = {}
    for start, end in spans:
        groups.setdefault(merged[text[start:end]], []).append((start, end))
    return groups


def _in_order(job: Job) -> list[str]:
    """The parties of a sentence in order of their first mention."""
    return sorted(job.mentions, key=lambda key: min(job.mentions[key]))


def _chunks(
    texts: Iterable[tuple[str, PartyMatcher | None]], characters: int
) -> Iterator[list[tuple[str, PartyMatcher | None]]]:
    chunk: list[tuple[str, PartyMatcher | None]] = []
    size = 0
    for number, (text, matcher) in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(
                f"text number {number} is a {type(text).__name__}; a str is needed "
                "(decode bytes first, leave out missing values)"
            )
        if chunk and size + len(text) > characters:
            yield chunk
            chunk, size = [], 0
        chunk.append((text, matcher))
        size += len(text) + 1
    if chunk:
        yield chunk
