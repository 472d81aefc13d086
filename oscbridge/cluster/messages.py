"""What travels between the main process and the one that talks to the cluster. Light values.

Looks and orders are those of the eyes and the composer; around them lies who is to have them, for
who reads what is decided in the main process (``daemon/cluster/routes.py``). Each ``LookThere`` is
answered by one ``ReaderAnswered`` or ``ReaderLost``, each ``ComposeThere`` by one
``ComposerAnswered`` or ``ComposerLost``; a process that dies takes its answers with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from oscbridge.music import messages as music
from oscbridge.vision import messages as vision
from oscbridge.vision.settings import EyesSettings

TRY_AGAIN = 75
"""The exit status of a process that found no cluster, and told so."""


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """Which cluster, and what is wanted of it.

    Args:
        address: host:port of the cluster's head; ``auto``: the one that this machine is part of.
        namespace: rooms with the same one share readers and composers.
        readers, composers: how many there shall be in the whole cluster.
        eyes, composer: how they work.
    """

    address: str
    namespace: str
    readers: int
    composers: int
    eyes: EyesSettings
    composer: music.ComposerSettings


@dataclass(frozen=True, slots=True)
class Member:
    """One reader or composer.

    Args:
        name: within the cluster.
        node: the machine that it is on.
        is_near: whether that is this one.
        engines: of a composer, those that it has loaded.
    """

    name: str
    node: str = ""
    is_near: bool = False
    engines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookThere:
    """A look for this reader; one at a time, its pixels in the reader's own shared block."""

    reader: str
    look: vision.LookAtBytes | vision.LookAtRaw


@dataclass(frozen=True, slots=True)
class ComposeThere:
    """A phrase from this composer."""

    composer: str
    order: music.Compose


@dataclass(frozen=True, slots=True)
class LoadThere:
    """All composers shall load an engine; ``Members`` tells who has."""

    order: music.LoadEngine


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave; readers and composers stay, for other rooms."""


@dataclass(frozen=True, slots=True)
class Members:
    """Who is there now; told whenever that changes, and each half second."""

    readers: tuple[Member, ...]
    composers: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Away:
    """Something of the cluster, or all of it, cannot be had; it is tried again."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ReaderAnswered:
    """What a reader answered."""

    reader: str
    answer: vision.Saw | vision.Failed


@dataclass(frozen=True, slots=True)
class ReaderLost:
    """A reader died, or its machine did, or the way there, while it had this look."""

    reader: str
    token: int


@dataclass(frozen=True, slots=True)
class ReaderThere:
    """A reader that had nothing to do for half a second says that it is there."""

    reader: str


@dataclass(frozen=True, slots=True)
class ComposerAnswered:
    """What a composer answered."""

    composer: str
    answer: music.Composed | music.Failed


@dataclass(frozen=True, slots=True)
class ComposerLost:
    """A composer died while it had this order."""

    composer: str
    token: int


Request = LookThere | ComposeThere | LoadThere | Quit
Event = Members | Away | ReaderAnswered | ReaderLost | ReaderThere | ComposerAnswered | ComposerLost
