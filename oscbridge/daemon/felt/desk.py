"""The desk of the felt emotion: readings and a performer's wishes in, `/va` and `/felt` out."""

from __future__ import annotations

import time
from collections.abc import Callable

from oscbridge.affect import Affect
from oscbridge.config.settings import FaceSettings
from oscbridge.daemon.felt.emotion import Felt, FeltEmotion, FeltSettings
from oscbridge.daemon.felt.melancholy import FeltMelancholy
from oscbridge.daemon.replies import Asker, Facts, Replies
from oscbridge.system.tasks import every
from oscbridge.vision.reading import Reading

EVERY_S = 0.05
"""How often the felt emotion moves on: often enough for a fade to sound smooth."""

STEP = 0.004
"""A change of valence or arousal smaller than a quarter of a controller's step is not told."""


class FeltDesk:
    """Owns the felt emotion.

    Args:
        settings: how it is felt.
        replies: where answers go.
        feel: told each change, once anything is felt, with the melancholy index where there is one.
    """

    def __init__(
        self,
        settings: FaceSettings,
        replies: Replies,
        feel: Callable[[Affect, float | None], None],
    ) -> None:
        self._felt = FeltEmotion(
            FeltSettings(
                smoothing_s=settings.smoothing_s,
                quick_s=settings.quick_s,
                hold_s=settings.hold_s,
                fade_s=settings.fade_s,
                label_margin=settings.label_margin,
                label_for_s=settings.label_for_s,
                uncertain_below=settings.uncertain_below,
                when_uncertain=settings.when_uncertain,
                sources=settings.sources,
            )
        )
        self._melancholy = FeltMelancholy(settings.smoothing_s)
        self._replies = replies
        self._feel = feel
        self._told: Affect | None = None
        self._told_name = ("none", "none")

    def facts(self) -> Facts:
        """For ``/oscbridge/status``."""
        felt, told = self._felt.now(time.monotonic()), self._felt.settings
        hands = {"hand": "hand", "frozen": "frozen"}
        return [
            ("valence", felt.affect.valence),
            ("arousal", felt.affect.arousal),
            ("affect_from", hands.get(felt.state, "face")),
            ("felt_label", felt.label),
            ("felt_state", felt.state),
            ("felt_confidence", felt.confidence),
            ("felt_source", self._felt.source or "none"),
            ("smoothing_s", told.smoothing_s),
            ("quick_s", told.quick_s),
            ("hold_s", told.hold_s),
            ("fade_s", told.fade_s),
            ("label_margin", told.label_margin),
            ("label_for_s", told.label_for_s),
            ("uncertain_below", told.uncertain_below),
            ("when_uncertain", told.when_uncertain),
            ("sources", told.sources),
        ]

    async def run(self) -> None:
        """Let what is held fade, and what was taken over by hand end, until cancelled."""
        await every(EVERY_S, lambda: self._tell(time.monotonic()), "telling the felt emotion")

    def saw(self, asker: Asker, reading: Reading | None) -> None:
        """A frame of the asker was read; None: it holds nobody who is followed."""
        now = time.monotonic()
        source = str(asker.peer)
        if reading is None:
            self._felt.lose(now, source)
        else:
            self._felt.read(reading, now, source)
            self._melancholy.read(reading.melancholy, now)
        self._answer(asker, now)

    def ask(self, asker: Asker) -> None:
        """Say what is felt."""
        self._replies.reply(asker, "felt", *_words(self._felt.now(time.monotonic())))

    def take_over(
        self, asker: Asker, valence: float, arousal: float, seconds: float | None
    ) -> None:
        """A performer sets it by hand."""
        now = time.monotonic()
        self._felt.override(Affect(valence, arousal), now, seconds)
        self._answer(asker, now)

    def release(self) -> None:
        """The faces lead again."""
        self._felt.release()

    @property
    def is_frozen(self) -> bool:
        """Whether it is kept where it is, whatever the faces do."""
        return self._felt.is_frozen

    def freeze(self, frozen: bool) -> None:
        """Keep it where it is, or let it go."""
        self._felt.freeze(frozen, time.monotonic())

    def tune(self, **changes: float | str | None) -> None:
        """Change ``FeltSettings``; None leaves one as it is."""
        constant = changes.get("smoothing_s")
        if isinstance(constant, float):
            self._melancholy.smoothing_s = constant
        self._felt.tune(**{name: value for name, value in changes.items() if value is not None})

    def _answer(self, asker: Asker, now: float) -> None:
        felt = self._felt.now(now)
        self._replies.tell_with(asker, "va", felt.affect.valence, felt.affect.arousal)
        self._pass_on(felt, now)
        if (felt.label, felt.state) != self._told_name:
            self._told_name = felt.label, felt.state
            self._replies.tell_with(asker, "felt", *_words(felt))

    def _tell(self, now: float) -> None:
        felt = self._felt.now(now)
        if (felt.label, felt.state) != self._told_name:
            self._told_name = felt.label, felt.state
            self._replies.tell("felt", *_words(felt))
        if not self._felt.known(now):
            return
        here, told = felt.affect, self._told
        if (
            told is None
            or max(abs(here.valence - told.valence), abs(here.arousal - told.arousal)) > STEP
        ):
            self._replies.tell("va", here.valence, here.arousal)
            self._pass_on(felt, now)

    def _pass_on(self, felt: Felt, now: float) -> None:
        self._told = felt.affect
        if self._felt.known(now):
            self._feel(felt.affect, self._melancholy.in_state(felt.state))


def _words(felt: Felt) -> tuple[str, str, float, float, float]:
    return (felt.label, felt.state, felt.affect.valence, felt.affect.arousal, felt.confidence)
