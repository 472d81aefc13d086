"""The whole yardstick: what is read, composed, measured and written, in which amounts."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from oscbridge.affect import NEUTRAL, Affect
from oscbridge.errors import OscbridgeError
from oscbridge.midi.files import write_midi
from oscbridge.midi.sound import render, synthesiser
from oscbridge.music.engine import Engine, Scorer, load_engine
from oscbridge.phrase import Phrase
from oscbridge.training.music.yardstick.asking import AskedEngine, Order
from oscbridge.training.music.yardstick.collection import read_collection
from oscbridge.training.music.yardstick.continuation import continuation, ranking
from oscbridge.training.music.yardstick.control import control, grid, grid_orders, maps
from oscbridge.training.music.yardstick.examples import VARIANTS, examples, joined
from oscbridge.training.music.yardstick.judge import Judge, on_real_music, train_judge
from oscbridge.training.music.yardstick.originality import Memory, memory, originality
from oscbridge.training.music.yardstick.prompts import Prompt, prompts, spread
from oscbridge.training.music.yardstick.quality import Reference, measured
from oscbridge.training.music.yardstick.results import Heard, Result
from oscbridge.training.music.yardstick.sheet import sheet
from oscbridge.training.music.yardstick.speed import speed

PROMPTED = ("vgmidi", "pop909")
LEARNT = ("vgmidi", "pop909", "chopin", "piano_midi_de")
"""Collections whose training splits engines may have learnt from."""
CORNERS = {"v+a+": (0.8, 0.8), "v-a+": (-0.8, 0.8), "v-a-": (-0.8, -0.8), "v+a-": (0.8, -0.8)}
MOST_FRESH = 300
"""Phrases from nothing in which copies are looked for."""
MOST_OF_GRID = 810
"""Phrases of a grid whose quality is measured, evenly over it."""


@dataclass(frozen=True)
class Amounts:
    """How much of everything.

    Args:
        seeds: phrases in each cell of each grid.
        per_song: most prompts of a VGMIDI song and of a POP909 song.
        halvings: random halves of the songs.
        ranked: prompts whose true continuation is ranked.
        timed: phrases that are timed.
    """

    seeds: int
    per_song: dict[str, int]
    halvings: int
    ranked: int
    timed: int


FULL = Amounts(seeds=20, per_song={"vgmidi": 6, "pop909": 1}, halvings=40, ranked=200, timed=200)
QUICK = Amounts(seeds=4, per_song={"vgmidi": 4, "pop909": 1}, halvings=10, ranked=60, timed=60)


@dataclass(frozen=True)
class Bench:
    """Everything that is the same for every engine."""

    amounts: Amounts
    prompts: list[Prompt]
    judges: dict[str, Judge]
    reference: Reference
    memory: Memory
    human: dict[str, Any]


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def bench(data: Path, part: str, amounts: Amounts) -> Bench:
    """Read the music, train the judges, and measure people.

    Raises:
        OscbridgeError: ``data-missing``.
    """
    _say("reading the music (the first time takes minutes)")
    collections = {name: read_collection(data, name) for name in PROMPTED}
    chosen = [
        prompt
        for name in PROMPTED
        for prompt in prompts(collections[name].pieces((part,)), amounts.per_song[name])
    ]
    _say(f"{len(chosen)} prompts; training the judges")
    played = read_collection(data, "emopia")
    training = joined([examples(played, "train"), examples(collections["vgmidi"], "validation")])
    judges = {variant: train_judge(training, variant) for variant in VARIANTS}
    known = memory(
        [
            collections[name] if name in collections else read_collection(data, name)
            for name in LEARNT
        ]
    )
    _say("measuring people")
    songs = [prompt.song for prompt in chosen]
    truths = [prompt.truth_sheet for prompt in chosen]
    reference = Reference(truths, songs, amounts.halvings)
    human = {
        "prompts": {
            name: {
                "prompts": sum(prompt.collection == name for prompt in chosen),
                "songs": len({prompt.song for prompt in chosen if prompt.collection == name}),
            }
            for name in PROMPTED
        },
        "judge": {
            variant: judge.about
            | {
                name: on_real_music(judge, name, examples(place, "test"))
                for name, place in (("vgmidi", collections["vgmidi"]), ("emopia", played))
            }
            for variant, judge in judges.items()
        },
        "quality": {
            "measures": measured(truths, songs),
            "against_humans": reference.between_humans,
        },
        "continuation": continuation(chosen, truths),
        "originality": originality(known, truths, songs),
    }
    return Bench(amounts, chosen, judges, reference, known, human)


def judged(engine: Engine, name: str, bench: Bench) -> Result:
    """One engine against the bench.

    Args:
        engine: what composes.
        name: as it was asked for (``midinet:published``).
        bench: everything else.
    """
    started = time.perf_counter()
    asked = AskedEngine(engine, name)
    report: dict[str, Any] = {"control": {}}
    drawn: dict[str, Any] = {}
    fresh: list[Phrase] = []
    over: dict[str, Any] = {}
    for kind, primers in (("fresh", []), ("primed", bench.prompts)):
        _say(f"{name}: {kind} grid")
        answered = grid(asked, grid_orders(bench.amounts.seeds, primers))
        if answered is not None:
            report["control"][kind] = control(answered, bench.judges)
            drawn[kind] = maps(answered, bench.judges)
            everywhere = [sheet(one) for one in spread(answered.phrases, MOST_OF_GRID)]
            over[kind] = {
                "measures": measured(everywhere, [str(n) for n in range(len(everywhere))]),
                "against_humans": bench.reference.compare_free(everywhere),
            }
            if kind == "fresh":
                fresh = answered.phrases
    _say(f"{name}: continuing {len(bench.prompts)} prompts")
    songs = [prompt.song for prompt in bench.prompts]
    felt = [Order(p.primer, p.affect, seed) for seed, p in enumerate(bench.prompts)]
    calm = [Order(p.primer, NEUTRAL, seed) for seed, p in enumerate(bench.prompts)]
    answers = [None if one is None else sheet(one) for one in asked.answers(felt)]
    neutral = [None if one is None else sheet(one) for one in asked.answers(calm)]
    known = [(one, song) for one, song in zip(answers, songs, strict=True) if one is not None]
    report["quality"] = {
        "measures": measured([one for one, _ in known], [song for _, song in known]),
        "against_humans": bench.reference.compare(answers),
        "over_the_grid": over,
    }
    report["continuation"] = continuation(bench.prompts, neutral)
    if isinstance(engine, Scorer):
        _say(f"{name}: ranking true continuations")
        some = spread(bench.prompts, bench.amounts.ranked)
        report["continuation"]["ranking"] = {
            "same_key": ranking(engine, some, same_key=True),
            "own_key": ranking(engine, some, same_key=False),
        }
    _say(f"{name}: originality")
    report["originality"] = {
        "continued": originality(bench.memory, [one for one, _ in known], [s for _, s in known]),
        "fresh": originality(bench.memory, [sheet(one) for one in spread(fresh, MOST_FRESH)]),
    }
    again = felt[:: max(1, len(felt) // 10)]
    report["same_seed_same_phrase"] = asked.repeats_itself(again)
    report["refused"] = dict(asked.errors)
    report["composed"] = asked.composed
    report["speed"] = speed_of(name, bench)
    report["took_seconds"] = round(time.perf_counter() - started, 1)
    return Result(report, drawn, [])


def speed_of(name: str, bench: Bench) -> dict[str, Any]:
    """The engine's times, primed and fresh in turn."""
    primers: list[Phrase | None] = []
    for prompt in spread(bench.prompts, 20):
        primers += [prompt.primer, None]
    return speed(name, primers, bench.amounts.timed)


def to_hear(engine: Engine, name: str, bench: Bench, out: Path, synth: Any) -> list[Heard]:
    """Twelve phrases: three primers (two of people's, and none) under four corner affects."""
    pair = [spread([p for p in bench.prompts if p.collection == c], 3)[1] for c in PROMPTED]
    primers = [("fresh", None), *((p.collection, p.primer) for p in pair)]
    asked = AskedEngine(engine, name)
    found = []
    for place, primer in primers:
        for corner, (valence, arousal) in CORNERS.items():
            phrase = asked.answer(Order(primer, Affect(valence, arousal), 1))
            if phrase is not None:
                title = f"{name.replace(':', '-')}-{place}-{corner}"
                files = _write_to_hear(phrase, out / title, synth)
                found.append(Heard(title, phrase, files))
    return found


def _write_to_hear(phrase: Phrase, path: Path, synth: tuple[str, Path] | None) -> list[Path]:
    """``path``.mid, and ``path``.wav where there is a synthesiser; the files written."""
    written = [path.with_suffix(".mid")]
    write_midi(phrase, written[0])
    if synth is not None:
        written.append(path.with_suffix(".wav"))
        render(written[0], written[1], synth)
    return written


def evaluate(
    names: Sequence[str], data: Path, part: str = "test", out: Path | None = None, *, quick: bool
) -> dict[str, Any]:
    """All figures of these engines, and with ``out`` a page, .mid files and audio.

    Raises:
        OscbridgeError: ``unknown-engine``, ``engine-failed``, ``data-missing``, ``file-write``,
            ``package-missing``.
    """
    for package in ("sklearn", "scipy"):
        if find_spec(package) is None:
            raise OscbridgeError(
                "package-missing",
                f"this needs {package}; install it with: pip install 'oscbridge[evaluate]'",
            )
    engines = {name: load_engine(name) for name in names}
    amounts = QUICK if quick else FULL
    common = bench(data, part, amounts)
    report: dict[str, Any] = {
        "part": part,
        "amounts": "quick" if quick else "full",
        "human": common.human,
        "engines": {},
    }
    results: dict[str, Result] = {}
    synth = None
    if out is not None:
        try:
            synth = synthesiser()
        except OscbridgeError as error:
            report["audio"] = str(error)
            _say(str(error))
    for name, engine in engines.items():
        result = judged(engine, name, common)
        if out is not None:
            result = Result(
                result.report, result.maps, to_hear(engine, name, common, out / "phrases", synth)
            )
        results[name] = result
        report["engines"][name] = result.report
    if out is not None:
        from oscbridge.training.music.yardstick.page import write_page

        primers = [
            Heard(
                f"human-{collection}",
                prompt.primer,
                _write_to_hear(prompt.primer, out / "phrases" / f"human-{collection}", synth),
            )
            for collection in PROMPTED
            for prompt in [spread([p for p in common.prompts if p.collection == collection], 3)[1]]
        ]
        write_page(report, results, primers, out)
    return report
