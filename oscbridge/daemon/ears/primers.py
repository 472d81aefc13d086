"""Any file that music can be continued from → a primer: MIDI is read, sound is listened to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from oscbridge.excerpt import BarRange
from oscbridge.files.paths import read_regular_file
from oscbridge.phrase import Phrase

if TYPE_CHECKING:
    from oscbridge.listening.recording import Ears


@dataclass(frozen=True, slots=True)
class Primer:
    """What is continued.

    Args:
        phrase: a few bars of it.
        source: ``midi``, ``voice`` (one line heard), ``music`` (chords heard).
        key: the likeliest, such as ``F#m``.
    """

    phrase: Phrase
    source: str
    key: str


class PrimerReader:
    """Reads files; keeps what listening had to load.

    Args:
        roots: folders that files may be read from; None: anywhere.
        max_bytes: the largest file that is read.
    """

    def __init__(self, roots: Sequence[Path] | None = None, max_bytes: int = 256_000_000) -> None:
        self._roots = roots
        self._max_bytes = max_bytes
        self._ears: Ears | None = None

    def read(
        self,
        path: str,
        bars: BarRange | None = None,
        voices: str = "auto",
        progress: Callable[[float, str], None] | None = None,
        opened: Callable[[bytes], None] = lambda _: None,
    ) -> Primer:
        """The primer that a file holds.

        Args:
            path: in any form that ``paths.native_path`` knows.
            bars: which; None: the last four in which something is played.
            voices: of sound, see ``listening.recording``.
            progress: told how far the work is; may raise an OscbridgeError to end it.
            opened: shown the bytes before anything reads them; may raise one to refuse them.

        Raises:
            OscbridgeError: those of ``read_regular_file``, ``bad-midi``, ``no-audio``,
                ``bad-audio``, ``no-notes``, ``bars-missing``.
        """
        data = read_regular_file(path, self._max_bytes, self._roots)
        opened(data)
        if data.startswith(b"MThd") or path.lower().endswith((".mid", ".midi")):
            return self._midi(data, path, bars)
        return self._sound(data, path, bars, voices, progress)

    def _midi(self, data: bytes, path: str, bars: BarRange | None) -> Primer:
        from oscbridge.midi.files import last_bars, parse_midi, some_bars

        song = parse_midi(data, path)
        phrase = last_bars(song) if bars is None else some_bars(song, bars)
        return _primer(phrase, "midi")

    def _sound(
        self,
        data: bytes,
        path: str,
        bars: BarRange | None,
        voices: str,
        progress: Callable[[float, str], None] | None,
    ) -> Primer:
        from oscbridge.listening.notes import unheeded
        from oscbridge.listening.recording import LAST_S, Ears, primer_from

        self._ears = self._ears or Ears()
        heard = self._ears.hear(
            data,
            path,
            voices=voices,
            last_s=LAST_S if bars is None else None,
            progress=progress or unheeded,
        )
        source = "voice" if heard.voices == "one" else "music"
        return _primer(primer_from(heard, bars), source)


def _primer(phrase: Phrase, source: str) -> Primer:
    from oscbridge.music.keys import key_of

    return Primer(phrase, source, key_of(phrase.notes).name)
