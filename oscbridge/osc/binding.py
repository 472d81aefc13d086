"""A message against the table: which argument each value stands for, and whether it may."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from oscbridge.errors import OscbridgeError
from oscbridge.osc.addresses import BY_PATH, OUT_PATHS, ROOT, Address
from oscbridge.osc.arguments import NO_ID, Argument, RefusedError, Value, shorten, shown


def lookup(path: str) -> Address:
    """The in-address of a path.

    Raises:
        OscbridgeError: ``unknown-address``, naming near misses.
    """
    found = BY_PATH.get(path)
    if found is not None:
        return found
    said = shorten(path)
    if path in OUT_PATHS:
        why = f"{said} is what oscbridge says; it cannot be sent to it"
    else:
        near = _near_misses(path[:100])
        why = f"there is no address '{said}'"
        why += f"; did you mean {' or '.join(near)}?" if near else "; docs/osc-reference.md has all"
    raise OscbridgeError("unknown-address", why)


def _near_misses(path: str) -> list[str]:
    """Addresses that may have been meant, compared without the start that all of them share."""
    name = path.strip("/").removeprefix(ROOT.strip("/") + "/")
    names = [known.removeprefix(ROOT) for known in BY_PATH]
    return [ROOT + near for near in difflib.get_close_matches(name, names, n=3, cutoff=0.6)]


def bind(path: str, values: Sequence[object], tags: str) -> dict[str, Value | None]:
    """A message's values by the names of its address's arguments, checked.

    Optional arguments that were left out are None, except ``id``, which is −1. An optional argument
    is taken as left out, too, when a value does not fit it but fits a later one, so that
    ``/oscbridge/phrase 42`` has a seed and no engine.

    Args:
        path: an address of the table, no pattern.
        values: the message's arguments.
        tags: one OSC type tag for each.

    Raises:
        RefusedError: ``unknown-address``, ``wrong-count``, ``wrong-types``, ``out-of-range`` or
            ``unknown-choice``, with the message's ``id`` where it can be told.
    """
    try:
        address = lookup(path)
    except OscbridgeError as error:
        raise RefusedError(error.code, error.message) from None
    sent = list(zip(tags, values, strict=True))
    if tags in ("I", "N") and not address.required:
        sent = []  # How some programs send nothing, as OSCQuery's triggers do.
    slots = _assign(address, sent)
    known_id = _known_id(address, sent, slots)
    try:
        _check_count(address, len(sent))
        bound: dict[str, Value | None] = {argument.name: None for argument in address.arguments}
        bound["id"] = NO_ID
        if len(slots) < len(sent):
            tag, value = sent[len(slots)]
            raise OscbridgeError("wrong-types", f"there is no place left for {shown(tag, value)}")
        for argument, (tag, value) in zip(slots, sent, strict=True):
            bound[argument.name] = argument.read(tag, value)
    except OscbridgeError as error:
        message = f"{error.message} (usage: {address.usage})"
        raise RefusedError(error.code, message, known_id) from None
    return bound


def _check_count(address: Address, count: int) -> None:
    least, most = address.required, len(address.arguments)
    if not least <= count <= most:
        allowed = f"{most}" if least == most else f"{least} to {most}"
        raise OscbridgeError(
            "wrong-count", f"{address.path} takes {allowed} arguments, not {count}"
        )


def _assign(address: Address, sent: list[tuple[str, object]]) -> list[Argument]:
    """Which argument each value stands for, from left to right; fewer when values are left over."""
    slots: list[Argument] = []
    index = 0
    for tag, value in sent[: len(address.arguments)]:
        rest = address.arguments[index:]
        skipped = 0
        while (
            skipped + 1 < len(rest)
            and rest[skipped].optional
            and not rest[skipped].fits(tag, value)
        ):
            skipped += 1
        if not rest:
            break
        # What fits nowhere is told as wrong for the first argument that it could have been.
        chosen = skipped if rest[skipped].fits(tag, value) else 0
        slots.append(rest[chosen])
        index += chosen + 1
    return slots


def _known_id(address: Address, sent: list[tuple[str, object]], slots: list[Argument]) -> int | str:
    """The id of a message, even one that is wrong elsewhere; −1 when it has none."""
    for argument, (tag, value) in zip(slots, sent, strict=False):
        if argument.name == "id" and argument.fits(tag, value):
            read = argument.read(tag, value)
            return read if isinstance(read, str) else int(read)
    return NO_ID
