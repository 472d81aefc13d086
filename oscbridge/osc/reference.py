"""The OSC reference, written from the address table: ``python -m oscbridge.osc.reference``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from oscbridge.osc.addresses import IN, OUT, Address
from oscbridge.osc.arguments import Argument, Kind

REFERENCE = Path("docs/osc-reference.md")

_OPENING = """\
# OSC reference

Written from the address table by `python -m oscbridge.osc.reference`; do not edit by hand.

oscbridge listens on UDP and TCP (OSC 1.1, SLIP) at `127.0.0.1:9010` unless told otherwise.

- **Where replies go.** To the address that the message came from; over TCP, into the same
  connection. A program that cannot receive there (Max, TouchDesigner, Pd) sends
  `/oscbridge/subscribe port` once: from then on replies to that sender go to that port of its
  machine instead. Two patches on one machine subscribe two ports, and each gets its own. A sender
  that did not subscribe, on a machine where others did (a patch's second `udpsend`, `oscsend`),
  is answered both where it sent from and at the subscribed ports.
- **Leases.** A subscription ends after 60 s without any message from its sender.
- **Ids.** Every message may end with an `id` of your own, an int or a string. It comes back in
  every reply that the message causes; −1 stands for none.
- **Types.** A whole float is taken for an int and an int for a float (Pd sends floats only);
  a switch is 0, 1, true or false; an impulse or a nil alone stands for no argument. Nothing is
  rounded, and no text is read as a number. An optional argument may be skipped if the next value
  cannot be meant for it: `/oscbridge/phrase 42`.
- **Discovery.** The same table as OSCQuery: [discovery.md](discovery.md).
- **Errors.** A message that cannot be obeyed gets one `/oscbridge/error code message address id`.
- **Patterns.** `/oscbridge/{ping,version}` asks both. A pattern that matches any address that
  changes something (marked *changes*) is refused as a whole.
- **Bundles.** A time tag in the future is kept to, up to 10 s ahead.
"""


def reference_markdown() -> str:
    """The whole text of ``docs/osc-reference.md``."""
    return "\n".join(
        [_OPENING, "## To oscbridge\n", *_sections(IN), "## From oscbridge\n", *_sections(OUT)]
    )


def _sections(addresses: Iterable[Address]) -> Iterable[str]:
    for address in addresses:
        yield f"### `{address.usage}`\n"
        yield address.about + (" *changes.*" if address.changes_state else "") + "\n"
        if address.arguments:
            yield "| argument | type | allowed | |\n|---|---|---|---|"
            yield from map(_row, address.arguments)
            yield ""


def _row(argument: Argument) -> str:
    name = f"`{argument.name}`" + (" (optional)" if argument.optional else "")
    return f"| {name} | {argument.kind.label} | {_allowed(argument)} | {argument.about} |"


def _allowed(argument: Argument) -> str:
    if argument.choices:
        return ", ".join(f"`{choice}`" for choice in argument.choices)
    if argument.kind is Kind.SWITCH:
        return "0, 1"
    unit = {Kind.TEXT: "characters", Kind.BLOB: "bytes"}.get(argument.kind, argument.unit)
    low, high = argument.low, argument.high
    if low is not None and high is not None:
        return f"{low:.10g} to {high:.10g} {unit}".rstrip()
    if low is not None:
        return f"{low:.10g} or more {unit}".rstrip()
    return unit


if __name__ == "__main__":
    REFERENCE.write_text(reference_markdown(), encoding="utf-8")
