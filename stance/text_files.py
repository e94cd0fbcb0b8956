"""Bytes of a file as text, or why they are none."""

from __future__ import annotations

import codecs

from stance.errors import InputError

__all__ = ["decode"]

_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def decode(raw: bytes, name: str, encoding: str = "utf-8") -> str:
    """Turn bytes into text, or say at which byte and why it is none.

    Args:
        raw: the bytes of a file.
        name: how an error calls the file.
        encoding: name of its encoding.

    Raises:
        InputError: the bytes are not in the encoding, or hold NUL as binary files do.

    >>> decode(b"\\xef\\xbb\\xbfGood morning.", "a.txt")
    'Good morning.'
    >>> decode(b"caf\\xe9", "a.txt")
    Traceback (most recent call last):
    stance.errors.InputError: a.txt: byte 3 (0xe9) is not utf-8; if it is in another encoding, name it, \
for instance --encoding cp1252
    """
    if codecs.lookup(encoding).name == "utf-8":
        return _decode_utf8(raw, name)
    try:
        text = raw.decode(encoding)
    except UnicodeError as error:
        raise InputError(
            f"{name}: {_where(error, raw)} is not {encoding}; name the right --encoding"
        ) from error
    if "\0" in text:
        raise InputError(
            f"{name}: character {text.index(chr(0))} is NUL, so this is no text in {encoding}; "
            "give a text file or the right --encoding"
        )
    return text.removeprefix("\ufeff")


def _decode_utf8(raw: bytes, name: str) -> str:
    for mark, other in _WIDE_MARKS.items():
        if raw.startswith(mark):
            raise InputError(f"{name}: this looks like {other}, not utf-8; say so with --encoding {other}")
    if b"\0" in raw:
        raise InputError(f"{name}: byte {raw.index(0)} is NUL, so this is a binary file; give a text file")
    # The mark is cut by hand: with "utf-8-sig" the position in an error would not count it.
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: {_where(error, raw)} is not utf-8; if it is in another encoding, "
            "name it, for instance --encoding cp1252"
        ) from error
    return text.removeprefix("\ufeff")


def _where(error: UnicodeError, raw: bytes) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} (0x{raw[error.start]:02x})"
    return "what it holds"
