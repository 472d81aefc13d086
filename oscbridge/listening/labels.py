"""What listening can answer: five composers, eleven instruments, or that it is not sure.

Nothing here needs numpy: the main process knows these names, too.
"""

from __future__ import annotations

from dataclasses import dataclass

COMPOSERS = ("Chopin", "Beethoven", "Schubert", "Schumann", "Mozart")
"""The five of whom there are most pieces in piano-midi.de and Chopin's first editions."""

PROGRAMS: dict[str, tuple[int, ...]] = {
    "cello": (42,),
    "clarinet": (71,),
    "flute": (73,),
    "acoustic guitar": (24, 25),
    "electric guitar": (27, 26, 28, 29, 30),
    "organ": (19, 16, 17, 18),
    "piano": (0, 1, 2, 3),
    "saxophone": (66, 64, 65, 67),
    "trumpet": (56,),
    "violin": (40,),
    "voice": (52, 53),
}
"""IRMAS's eleven (Bosch et al., ISMIR 2012) → their General MIDI programs, 0 to 127; the first is
the one that is played when such an instrument was heard.
"""
INSTRUMENTS = tuple(PROGRAMS)
UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer.

    Args:
        label: the likeliest, or ``uncertain``.
        confidence: what the likeliest was given, 0 to 1, also where that is not enough.
        scores: of all labels, in the order of ``COMPOSERS`` or ``INSTRUMENTS``. Those of the
            instruments may add up to less than 1: the rest is for sounds that are none of them.
    """

    label: str
    confidence: float
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was heard: a composer out of ``COMPOSERS``, an instrument out of ``INSTRUMENTS``."""

    composer: Guess
    instrument: Guess


def instrument_of_programs(counts: dict[int, int]) -> Guess:
    """The instrument that has most notes.

    Args:
        counts: General MIDI program, 0 to 127 → its notes.
    """
    total = max(1, sum(counts.values()))
    scores = tuple(
        sum(counts.get(program, 0) for program in programs) / total
        for programs in PROGRAMS.values()
    )
    best = max(range(len(scores)), key=lambda index: scores[index])
    label = INSTRUMENTS[best] if scores[best] >= 0.5 else UNCERTAIN
    return Guess(label, scores[best], scores)
