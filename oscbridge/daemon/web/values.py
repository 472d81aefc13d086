"""What is known of the present moment, by address: the live values that OSCQuery shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oscbridge import __version__
from oscbridge.daemon.faces.desk import FacesDesk
from oscbridge.daemon.felt.desk import FeltDesk
from oscbridge.daemon.music.desk import MusicDesk
from oscbridge.music.engine import engine_names
from oscbridge.osc.addresses import ROOT
from oscbridge.osc.arguments import NO_ID, Value
from oscbridge.osc.web.oscquery import Choices, Values
from oscbridge.vision.readers.registry import READERS


class Present:
    """Looks at the desks.

    Args:
        faces, felt, music: of the daemon.
        models: names the weights that are there.
    """

    def __init__(
        self,
        faces: FacesDesk,
        felt: FeltDesk,
        music: MusicDesk,
        models: Callable[[], str],
    ) -> None:
        self._models = models
        self._faces = faces
        self._felt = felt
        self._music = music
        # Plug-ins are looked up on the disk: once is enough.
        self._engines = tuple(engine_names())

    def values(self) -> Values:
        """Present values by full path, each as its address takes or says it."""
        felt = dict[str, Any](self._felt.facts())
        faces = dict[str, Any](self._faces.facts())
        live = dict[str, Any](self._music.live.facts())
        conductor, player = self._music.conductor, self._music.player.settings
        clock: tuple[Value, ...] = (
            player.clock,
            int(self._music.player.clock_runs),
            float(conductor.tempo_bpm),
        )
        wishes = conductor.wishes
        affect = (float(felt["valence"]), float(felt["arousal"]))
        known: dict[str, tuple[Value, ...]] = {
            "version": (__version__, NO_ID, self._models()),
            "va": affect,
            "felt": (
                felt["felt_label"],
                felt["felt_state"],
                *affect,
                float(felt["felt_confidence"]),
            ),
            "affect/freeze": (self._felt.is_frozen,),
            "smoothing": (float(felt["smoothing_s"]),),
            "felt/hold": (float(felt["hold_s"]),),
            "felt/fade": (float(felt["fade_s"]),),
            "felt/steady": (float(felt["label_margin"]),),
            "felt/uncertain": (float(felt["uncertain_below"]),),
            "felt/sources": (felt["sources"],),
            "follow": (faces["follow"],),
            "faces": (NO_ID, faces["faces"]),
            "faces/all": (bool(faces["read_all"]),),
            "reader": (faces["reader"],),
            "reader/melancholy": (bool(faces["melancholy"]),),
            "engine": (conductor.engine,),
            "mode": (conductor.mode,),
            "tempo": (float(conductor.tempo_bpm),),
            "key": (wishes.key,),
            "range": (wishes.lowest, wishes.highest),
            "density": (float(wishes.density),),
            "temperature": (float(wishes.temperature),),
            "seed": (conductor.next_seed,),
            "clock": (player.clock,),
            "clock/state": clock,
            "clock/offset": (float(player.clock_offset_ms),),
            "clock/out": (player.clock_out,),
            "primer/live": (live["live"] != "off",),
            "primer/live/state": (live["live"], live["live_turn"]),
        }
        return {ROOT + name: value for name, value in known.items()}

    def choices(self) -> Choices:
        """What there is to choose from, where the table cannot know."""
        chosen = self._music.conductor.engine
        known = chosen in self._engines
        return {
            ROOT + "engine": self._engines if known else (*self._engines, chosen),
            ROOT + "reader": tuple(READERS),
        }
