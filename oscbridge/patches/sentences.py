"""Every message that a patch can send, with an example of its arguments, under a heading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oscbridge.music.engine import DEFAULT_ENGINE
from oscbridge.osc.addresses import IN, ROOT, Address
from oscbridge.osc.arguments import Argument, Kind

Word = int | float | str

PICTURE = "/Users/me/face.jpg"
PIECE = "/Users/me/piece.mid"

_SECTIONS = {
    "Connection": ("subscribe", "unsubscribe"),
    "Pictures": ("frame", "file", "camera", "faces", "follow", "reader"),
    "Emotion": ("affect", "felt", "smoothing"),
    "Music": (
        *("phrase", "play", "stop", "panic", "engine", "key", "range"),
        *("density", "temperature", "seed", "mode", "record"),
    ),
    "Clock": ("clock", "downbeat", "tempo"),
    "Pieces": ("primer", "listen"),
}
_MORE = "More"
_QUESTIONS = "Questions"

# Where the middle of the range makes no good example, or only some words are taken.
_EXAMPLES: dict[tuple[str, str], Word] = {
    ("tempo", "bpm"): 120.0,
    ("engine", "name"): DEFAULT_ENGINE,
    ("phrase", "engine"): DEFAULT_ENGINE,
    ("phrase", "seed"): 42,
    ("seed", "n"): 42,
    ("key", "name"): "Am",
    ("follow", "which"): "largest",
    ("reader", "name"): "emotion",
    ("subscribe", "port"): 9011,
    ("unsubscribe", "port"): 9011,
    ("affect/set", "valence"): 0.5,
    ("affect/set", "arousal"): -0.25,
    ("affect/set", "seconds"): 10.0,
    ("range", "lowest"): 48,
    ("range", "highest"): 84,
    ("smoothing", "seconds"): 1.0,
    ("smoothing", "quick"): 0.25,
    ("clock/offset", "ms"): -20.0,
    ("clock/offset", "beats"): 0.0,
    ("file", "path"): PICTURE,
}
_HIDDEN = ("id", "host")
"""Arguments that a patch has no use for."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """An address, and how a patch says it.

    Args:
        address: the table's entry.
        section: the heading under which a performer looks for it.
        words: an example of its arguments, the optional ones that make sense included.
    """

    address: Address
    section: str
    words: tuple[Word, ...]

    @property
    def name(self) -> str:
        """The address without ``/oscbridge/``."""
        return self.address.path.removeprefix(ROOT)

    @property
    def required_words(self) -> tuple[Word, ...]:
        """The example without what may be left out."""
        return self.words[: self.address.required]

    @property
    def text(self) -> str:
        """The example as Max and Pd write a message: ``/oscbridge/tempo 120.``."""
        return message_text(self.address.path, self.words)


def message_text(address: str, words: Iterable[Word]) -> str:
    """A message as Max and Pd write it."""
    return " ".join([address, *map(atom, words)])


def atom(word: Word) -> str:
    """A value as Max and Pd write it: a whole float keeps its point."""
    if isinstance(word, float):
        return f"{word:.4f}".rstrip("0")
    return str(word)


def sentences() -> tuple[Sentence, ...]:
    """Everything that a patch can say without a blob, in the table's order."""
    return tuple(
        Sentence(address, _section(address), tuple(_words(address)))
        for address in IN
        if not any(argument.kind is Kind.BLOB for argument in address.arguments)
    )


def sections() -> dict[str, tuple[Sentence, ...]]:
    """The sentences under their headings; the headings in the table's order."""
    found: dict[str, list[Sentence]] = {}
    for sentence in sentences():
        found.setdefault(sentence.section, []).append(sentence)
    return {name: tuple(members) for name, members in found.items()}


def knobs(sentence: Sentence) -> tuple[Argument, ...]:
    """The arguments that need a control of their own: what must be there."""
    return tuple(a for a in sentence.address.arguments if not a.optional and a.name not in _HIDDEN)


def _section(address: Address) -> str:
    if not address.changes_state:
        return _QUESTIONS
    first = address.path.removeprefix(ROOT).split("/")[0]
    return next((title for title, names in _SECTIONS.items() if first in names), _MORE)


def _words(address: Address) -> Iterable[Word]:
    name = address.path.removeprefix(ROOT)
    for argument in address.arguments:
        if argument.name not in _HIDDEN:
            yield _EXAMPLES.get((name, argument.name), _plain_example(argument))


def _plain_example(argument: Argument) -> Word:
    if argument.choices:
        return argument.choices[0]
    if argument.kind is Kind.SWITCH:
        return 1
    if argument.kind is Kind.TEXT:
        return PIECE if argument.name == "path" else "name"
    if argument.kind is Kind.ID:
        return 1
    if argument.unit == "s":
        return 2.0
    if argument.name == "factor":
        return 1.0
    low = 0.0 if argument.low is None else argument.low
    high = low + 1 if argument.high is None else argument.high
    middle = (low + high) / 2
    return int(middle) if argument.kind is Kind.INT else round(middle, 3)
