"""What is asked over HTTP, and how errors look."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from stance.types import Party

__all__ = ["EXAMPLE", "Failure", "Limits", "Question", "failure"]

EXAMPLE: dict[str, Any] = {"text": "Kenya accused Uganda of seizing boats.", "parties": ["Kenya", "Uganda"]}


def _needs(name: str) -> dict[str, Any]:
    """The part of a JSON schema that asks for a property, and not null."""
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


class Limits(BaseModel):
    """How much one request may ask, and how long it may wait.

    Attributes:
        body: bytes of a request.
        characters: characters of all texts of a request.
        texts: texts of a request.
        parties: parties of a request.
        seconds: from the request to its answer.
        waiting: requests that wait or are judged; one more is refused.
    """

    body: int = 4_000_000
    characters: int = 1_000_000
    texts: int = 1_000
    parties: int = 1_000
    seconds: float = 60.0
    waiting: int = 256


class Question(BaseModel):
    """One text or several, and the parties to judge; without parties they are found."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [EXAMPLE], "oneOf": [_needs("text"), _needs("texts")]}
    )

    text: str | None = Field(None, description="One text; the answer is one document.")
    texts: list[str] | None = Field(None, description="Several; the answer lists their documents.")
    parties: list[str] | dict[str, list[str]] | None = Field(
        None, description="Names, or an object of name to aliases; left out, the parties are found."
    )
    evidence: bool = Field(False, description="Also find the words that carry each stance.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Question:
        if (self.text is None) == (self.texts is None):
            raise ValueError("give either text or texts")
        return self

    def all_texts(self) -> list[str]:
        """The texts, also of one."""
        return [self.text] if self.text is not None else self.texts or []

    def named(self) -> list[Party] | None:
        """The parties as the classifier takes them."""
        if self.parties is None:
            return None
        if isinstance(self.parties, dict):
            return [Party(name, tuple(aliases)) for name, aliases in self.parties.items()]
        return [Party(name) for name in self.parties]


class Failure(BaseModel):
    """Why a request was refused."""

    status: int
    reason: str


def failure(status: int, reason: str) -> dict[str, Any]:
    """The body of every error."""
    return {"error": Failure(status=status, reason=reason).model_dump()}
