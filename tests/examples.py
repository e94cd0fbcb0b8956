"""Documents built by hand: no model, fictional parties."""

from __future__ import annotations

from collections.abc import Sequence

from stance.types import Document, Label, Mention, Relation, Sentence, Stance

OTHERS = {
    Label.FAVOR: (Label.NEUTRAL, Label.AGAINST),
    Label.NEUTRAL: (Label.FAVOR, Label.AGAINST),
    Label.AGAINST: (Label.NEUTRAL, Label.FAVOR),
}


def shares(label: Label, score: float) -> dict[str, float]:
    """Probabilities that sum to 1; the rest is shared by the other labels, 3 : 1."""
    near, far = OTHERS[label]
    return {str(label): score, str(near): 0.75 * (1 - score), str(far): 0.25 * (1 - score)}


def stance(
    text: str,
    party: str,
    label: str = "neutral",
    *names: str,
    score: float = 0.875,
    holders: Sequence[str] = (),
    after: int = 0,
) -> Stance:
    """A stance whose mentions are the first places of the names (of the party by default) in the text."""
    mentions = []
    for name in names or (party,):
        start = text.index(name, after)
        mentions.append(Mention(name, start, start + len(name)))
    return Stance(party, Label(label), score, shares(Label(label), score), tuple(mentions), tuple(holders))


def relation(holder: str, target: str, label: str, sentence: int, score: float = 0.875) -> Relation:
    return Relation(holder, target, Label(label), score, shares(Label(label), score), sentence)


TEXT = (
    "Norvania accused Estmark of cutting the cable; Port Ansel said it had proof. "
    "“We thank the Lake Council,” its envoy\nsaid.\n\n"
    "Rain is expected.\n"
)


def lake_document() -> Document:
    """Three sentences in two paragraphs, two relations, one sentence without a party."""
    second, third = TEXT.index("“"), TEXT.index("Rain")
    sentences = (
        Sentence(
            TEXT[:second],
            0,
            second,
            (
                stance(TEXT, "Norvania", "neutral", "Norvania", "Port Ansel"),
                stance(TEXT, "Estmark", "against", score=0.75, holders=("Norvania",)),
            ),
            (relation("Norvania", "Estmark", "against", 0, 0.75),),
        ),
        Sentence(
            TEXT[second:third],
            second,
            third,
            (stance(TEXT, "Lake Council", "favor", holders=("Norvania",)),),
            (relation("Norvania", "Lake Council", "favor", 1),),
        ),
        Sentence(TEXT[third:], third, len(TEXT)),
    )
    return Document(TEXT, sentences, ("Norvania", "Estmark", "Lake Council", "Ormland"), model="tiny 1")
