"""Any file of music → composer and instrument: sound is listened to, MIDI is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from oscbridge.files.paths import read_regular_file
from oscbridge.listening.labels import Recognised, instrument_of_programs

if TYPE_CHECKING:
    from oscbridge.listening.recognition import Recogniser


class FileRecogniser:
    """Reads files; keeps what listening had to load.

    Args:
        roots: folders that files may be read from; None: anywhere.
        max_bytes: the largest file that is read.
    """

    def __init__(self, roots: Sequence[Path] | None = None, max_bytes: int = 256_000_000) -> None:
        self._roots = roots
        self._max_bytes = max_bytes
        self._recogniser: Recogniser | None = None

    def read(
        self,
        path: str,
        progress: Callable[[float, str], None] | None = None,
        opened: Callable[[bytes], None] = lambda _: None,
    ) -> Recognised:
        """Who composed what a file holds, and what plays it.

        Args:
            path: in any form that ``paths.native_path`` knows. A MIDI file says itself what plays.
            progress: told how far the work is; may raise an OscbridgeError to end it.
            opened: shown the bytes before anything reads them; may raise one to refuse them.

        Raises:
            OscbridgeError: those of ``read_regular_file``, ``bad-midi``, ``no-notes``,
                ``no-audio``, ``bad-audio``, ``no-sound``, ``weights-missing``.
        """
        data = read_regular_file(path, self._max_bytes, self._roots)
        opened(data)
        return self.read_bytes(data, path, progress)

    def read_bytes(
        self, data: bytes, path: str, progress: Callable[[float, str], None] | None = None
    ) -> Recognised:
        """The same for a file whose content is here; its path tells what it may be.

        Raises:
            OscbridgeError: as ``read``, but for those of ``read_regular_file``.
        """
        from oscbridge.listening.notes import unheeded
        from oscbridge.listening.recognition import Recogniser

        self._recogniser = self._recogniser or Recogniser()
        if not (data.startswith(b"MThd") or path.lower().endswith((".mid", ".midi"))):
            return self._recogniser.listen(data, path, progress or unheeded)
        from oscbridge.midi.files import parse_midi

        pitched = [each for each in parse_midi(data, path).notes if not each.is_drum]
        composer = self._recogniser.composer_of_notes(
            [each.note.start_beats for each in pitched],
            [each.note.pitch for each in pitched],
            path,
        )
        return Recognised(composer, instrument_of_programs(Counter(e.program for e in pitched)))
