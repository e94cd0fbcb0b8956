"""pandas: a column of texts in, the tidy long table out, with the frame's own index."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from stance.errors import InputError, MissingExtraError
from stance.export.tables import COLUMNS, document_rows

if TYPE_CHECKING:
    import pandas

    from stance.classifier import Parties

__all__ = ["classify_frame"]


def classify_frame(
    df: pandas.DataFrame,
    text: str = "text",
    parties: Parties = None,
    *,
    keep: Sequence[str] = (),
    model: str | os.PathLike[str] | None = None,
) -> pandas.DataFrame:
    """Label a column of texts: one row per sentence and party, under the index of the text's row.

    The result is the table of ``Document.to_pandas()``. Its index holds the label of the row that a
    sentence comes from, as often as that row has answers, so ``result.join(df)`` and ``df.loc[result.index]``
    lead back. Labels may occur more than once in ``df``; they are carried over as they are. Use ``keep``
    then, since a join by such labels would multiply rows.

    A missing text (None, NaN, NA) has no rows, as a text that names no party has none.

    Args:
        df: the frame; it is not changed. Any index, of one level or several.
        text: name of the column of texts.
        parties: as in `stance.classify`.
        keep: columns of ``df`` to carry along, put before those of the table.
        model: as in `stance.classify`.

    Raises:
        InputError: no such column, a value that is neither text nor missing, or a column to keep that
            has a name of the table.
        MissingExtraError: pandas is not installed.

    >>> import pandas
    >>> texts = ["Ghana thanked Togo.", None, "Togo blamed Ghana for the delay."]
    >>> frame = pandas.DataFrame({"body": texts, "outlet": ["A", "B", "C"]}, index=[7, 8, 9])
    >>> found = classify_frame(frame, text="body", parties=["Togo", "Ghana"], keep=["outlet"])
    >>> found[["outlet", "party", "label"]].to_records().tolist()
    [(7, 'A', 'Ghana', 'neutral'), (7, 'A', 'Togo', 'favor'), (9, 'C', 'Togo', 'neutral'), (9, 'C', 'Ghana', \
'against')]
    """
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError("classify_frame()", "pandas", "tables") from error
    import stance

    _check(df, text, keep)
    places = [place for place, missing in enumerate(df[text].isna()) if not missing]
    texts = _texts(df, text, places)
    rows: list[tuple[Any, ...]] = []
    origins: list[int] = []
    for place, document in zip(places, stance._shared(model).stream(texts, parties), strict=True):
        before = len(rows)
        rows.extend(document_rows(document))
        origins += [place] * (len(rows) - before)
    table = pandas.DataFrame(rows, columns=list(COLUMNS), index=df.index.take(origins)).astype(COLUMNS)
    if not keep:
        return table
    return pandas.concat([df[list(keep)].iloc[origins], table], axis="columns")


def _check(df: pandas.DataFrame, text: str, keep: Sequence[str]) -> None:
    if isinstance(keep, str):
        raise InputError(f"keep is the text {keep!r}; a list of columns is needed, for instance [{keep!r}]")
    known = list(df.columns)
    for name in (text, *keep):
        if known.count(name) != 1:
            told = "has no column" if name not in known else "has more than one column"
            raise InputError(f"the frame {told} {name!r}; its columns are {', '.join(map(str, known))}")
    if clash := [name for name in keep if name in COLUMNS]:
        raise InputError(
            f"keep holds {', '.join(clash)}, which the table of stances has too; rename it first, "
            f"for instance df.rename(columns={{{clash[0]!r}: 'my_{clash[0]}'}})"
        )


def _texts(df: pandas.DataFrame, text: str, places: Sequence[int]) -> Iterator[str]:
    column = df[text]
    for place in places:
        value = column.iloc[place]
        if not isinstance(value, str):
            raise InputError(
                f"row {df.index[place]!r} of column {text!r} holds {value!s:.60}, of type "
                f"{type(value).__name__}; a text or a missing value is needed"
            )
        yield value
