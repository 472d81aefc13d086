"""Which figures stand in the table, in which words: a line a figure, people beside the engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from oscbridge.errors import OscbridgeError

Line = tuple[str, list[str]]


def rows(report: Mapping[str, Any]) -> list[tuple[str, list[Line]]]:
    """(part, [(figure, [people's, each engine's …])]) in reading order."""
    return [
        ("Control, from nothing: rank correlation with what was asked", _spearman(report, "fresh")),
        ("Control, from nothing: heard as meant by the judge", _judge(report, "fresh")),
        ("Control, continuing people: rank correlation", _spearman(report, "primed")),
        ("Control, continuing people: heard as meant", _judge(report, "primed")),
        ("Quality, continuing people", _quality(report)),
        ("Quality over the control grid", _quality_over_grid(report)),
        ("Continuation, at neutral affect", _continuation(report)),
        ("Originality", _originality(report)),
        ("Speed, one thread", _speed(report)),
    ]


def merged(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several runs as one: the people of the first, the engines of all.

    Raises:
        OscbridgeError: ``runs-differ`` where they are not of one part and amount.
    """
    if len({(one["part"], one["amounts"]) for one in reports}) != 1:
        raise OscbridgeError("runs-differ", "merge runs of one part, all quick or all full")
    engines: dict[str, Any] = {}
    for one in reports:
        engines |= one["engines"]
    return {**reports[0], "engines": engines}


def dig(tree: Any, path: str) -> Any:
    """The value at ``a.b.c``, or None where there is none."""
    for name in path.split("."):
        if not isinstance(tree, Mapping) or name not in tree:
            return None
        tree = tree[name]
    return tree


def percent(value: Any) -> str:
    """A share with its interval, as percentages."""
    return _shown(value, lambda number: f"{100 * number:.0f}", " %")


def share(value: Any) -> str:
    """The same with one decimal."""
    return _shown(value, lambda number: f"{100 * number:.1f}", " %")


def plain(value: Any) -> str:
    """A number with its interval."""
    return _shown(value, lambda number: f"{number:.2f}", "")


def _shown(value: Any, spell: Callable[[float], str], unit: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        low, high = spell(value["low"]), spell(value["high"])
        return f"{spell(value['mean'])}{unit} ({low} to {high})".replace("-", "−")
    return f"{spell(value)}{unit}".replace("-", "−")


def _line(
    report: Mapping[str, Any],
    label: str,
    path: str,
    spell: Callable[[Any], str],
    human: str | None = "",
) -> Line:
    """One figure of every engine; ``human`` is where people's stands (empty: at the same place)."""
    beside = None if human is None else dig(report["human"], human or path)
    return label, [spell(beside), *(spell(dig(one, path)) for one in report["engines"].values())]


def _spearman(report: Mapping[str, Any], kind: str) -> list[Line]:
    cues = (
        ("arousal: notes a second", "density"),
        ("arousal: tempo", "tempo"),
        ("arousal: loudness", "loudness"),
        ("arousal: register", "register"),
        ("valence: major against minor", "mode"),
        ("valence: key clarity", "key_clarity"),
        ("valence: consonance", "consonance"),
    )
    return [
        _line(report, label, f"control.{kind}.spearman.{cue}", plain, None) for label, cue in cues
    ]


def _judge(report: Mapping[str, Any], kind: str) -> list[Line]:
    lines = []
    for variant, words in (
        ("all", ""),
        ("without_tempo", ", tempo unheard"),
        ("without_loudness", ", loudness unheard"),
        ("without_both", ", neither heard"),
    ):
        for what in ("arousal", "valence", "quadrant"):
            lines.append(
                _line(
                    report,
                    f"{what}{words}",
                    f"control.{kind}.judge.{variant}.{what}",
                    percent,
                    f"judge.{variant}.vgmidi.clear_phrases.{what}",
                )
            )
    for what in ("arousal", "valence", "quadrant"):
        lines.append(
            _line(
                report,
                f"{what}, cells from ±0.5 outwards",
                f"control.{kind}.judge_outer_cells.all.{what}",
                percent,
                None,
            )
        )
    lines.append(
        _line(
            report,
            "quadrant, when what was asked is shuffled",
            f"control.{kind}.shuffled.quadrant",
            percent,
            "judge.all.vgmidi.shuffled.quadrant",
        )
    )
    return lines


def _quality(report: Mapping[str, Any]) -> list[Line]:
    against = "quality.against_humans"
    lines = [
        _line(report, "mean overlap area (9 features)", f"{against}.overlap_area", plain),
        _line(report, "mean divergence, nats", f"{against}.divergence", plain),
        _line(report, "Fréchet distance", f"{against}.frechet_distance", plain),
        _line(report, "… as a multiple of people's", f"{against}.frechet_ratio_to_humans", plain),
    ]
    for label, name, spell in (
        ("pitch-class entropy, bits", "pitch_class_entropy_bits", plain),
        ("grooving similarity", "grooving_similarity", plain),
        ("scale consistency", "scale_consistency", percent),
        ("bars without an onset", "empty_bar_rate", share),
        ("key clarity", "key_clarity", plain),
        ("consonance", "consonance", percent),
        ("notes a second", "notes_per_second", plain),
        ("pitch classes at once", "polyphony", plain),
    ):
        lines.append(_line(report, label, f"quality.measures.{name}", spell))
    return lines


def _quality_over_grid(report: Mapping[str, Any]) -> list[Line]:
    lines = []
    for kind, words in (("fresh", "from nothing"), ("primed", "continuing people")):
        for label, name, spell in (
            ("mean overlap area", "against_humans.overlap_area", plain),
            ("Fréchet, × people's", "against_humans.frechet_ratio_to_humans", plain),
            ("key clarity", "measures.key_clarity", plain),
            ("bars without an onset", "measures.empty_bar_rate", share),
        ):
            path = f"quality.over_the_grid.{kind}.{name}"
            lines.append(_line(report, f"{label}, {words}", path, spell, f"quality.{name}"))
    return lines


def _continuation(report: Mapping[str, Any]) -> list[Line]:
    lines = [
        _line(report, label, f"continuation.{name}", spell)
        for label, name, spell in (
            ("notes in the primer's key", "notes_in_primers_key", percent),
            ("rhythm's distance, 0 to 1", "rhythm_distance", plain),
            ("register's distance, semitones", "register_distance", plain),
            ("density's distance, octaves", "density_distance", plain),
            ("runs of 8 taken from the primer", "runs_from_primer", share),
            ("in the primer's metre", "same_metre", percent),
        )
    ]
    for label, name in (("same key", "same_key"), ("keys as they are", "own_key")):
        lines.append(
            _line(
                report,
                f"true sequel likeliest of four, {label} (chance 25 %)",
                f"continuation.ranking.{name}.true_first",
                percent,
                None,
            )
        )
    return lines


def _originality(report: Mapping[str, Any]) -> list[Line]:
    lines = []
    for kind, words in (("continued", "continuing people"), ("fresh", "from nothing")):
        for label, name, spell in (
            ("copied runs of 8 notes", "copied_runs_of_8", share),
            ("longest copied run, mean, notes", "longest_run", plain),
        ):
            lines.append(
                _line(
                    report,
                    f"{label}, {words}",
                    f"originality.{kind}.{name}",
                    spell,
                    f"originality.{name}" if kind == "continued" else None,
                )
            )
    return lines


def _speed(report: Mapping[str, Any]) -> list[Line]:
    return [
        _line(report, "4 bars, ms, p50", "speed.wall_ms.p50", plain, None),
        _line(report, "4 bars, ms, p99", "speed.wall_ms.p99", plain, None),
        _line(report, "4 bars, processor's ms, p50", "speed.processor_ms.p50", plain, None),
        _line(report, "4 bars, processor's ms, p99", "speed.processor_ms.p99", plain, None),
        _line(report, "memory, MB", "speed.memory_mb", plain, None),
    ]
