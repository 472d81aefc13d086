"""Folders of pictures and recordings, done by a cluster: actors die, nodes do, and runs go on."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from oscbridge import cli
from oscbridge.bench.rigs.pictures import swaying
from oscbridge.bulk.cluster import in_cluster
from oscbridge.errors import OscbridgeError
from oscbridge.midi.files import write_midi
from tests.bulk.lengths import LengthJob, NeverStarts, WithoutWeights, texts
from tests.listening import sounds
from tests.listening.played import prelude

# Imported here, Ray would not know yet that it shall stay on loopback.
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra cluster")
pytestmark = [pytest.mark.cluster, needs_ray, pytest.mark.timeout(300)]

SCRIPT = """
import sys
from oscbridge.bulk.cluster import in_cluster
from oscbridge.bulk.work import FaceJob
for path, line in in_cluster(FaceJob(), sys.argv[2:], sys.argv[1], 2):
    print(path, line.get("faces", line), flush=True)
"""


def test_a_node_that_dies_costs_no_file(tmp_path: Path) -> None:
    from oscbridge.cluster.nodes import nodes

    paths = []
    for number, frame in enumerate(swaying(60) * 4):
        path = tmp_path / f"{number:03}.jpg"
        path.write_bytes(frame)
        paths.append(str(path))
    with nodes(1, 1, 1) as cluster:
        # In a process of its own, as a command is: this one is none of the cluster's.
        run = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, cluster.address, *paths],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert run.stdout is not None
        lines = []
        for line in run.stdout:
            if line.startswith(str(tmp_path)):
                lines.append(line)
            if len(lines) == 20 and len(cluster.workers) == 3:
                cluster.kill(cluster.workers[0])
        assert run.wait() == 0
    assert sorted(lines) == [f"{path} 1\n" for path in paths]


def test_the_command_goes_on_where_it_was_on_a_cluster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from oscbridge.cluster.nodes import nodes

    folder = tmp_path / "pictures"
    folder.mkdir()
    frames = swaying(6)
    out = tmp_path / "lines.jsonl"
    with nodes(1) as cluster:
        for number, frame in enumerate(frames):
            (folder / f"{number}.jpg").write_bytes(frame)
            if number in (2, 5):
                asked = ["face", str(folder), "--out", str(out), "--cluster", cluster.address]
                assert cli.main(asked) == 0
                assert f"3 done, 0 of them failed, {number - 2} skipped" in capsys.readouterr().err
    assert len([json.loads(line) for line in out.open()]) == 6


def test_a_killed_listen_goes_on_where_it_was_on_a_cluster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from oscbridge.cluster.nodes import nodes

    folder, out = tmp_path / "music", tmp_path / "lines.jsonl"
    names = music(folder)
    with nodes(1) as cluster:
        asked = ["listen", str(folder), "--out", str(out), "--cluster", cluster.address]
        with subprocess.Popen(
            [sys.executable, "-m", "oscbridge", *asked], stderr=subprocess.PIPE, text=True
        ) as run:
            while not (out.is_file() and out.stat().st_size):
                assert run.poll() is None, run.stderr and run.stderr.read()
                time.sleep(0.01)
            run.kill()
        done = out.read_text().count("\n")
        assert 1 <= done < len(names), "it was to be killed in the middle"
        assert cli.main(asked) == 0
    left = len(names) - done
    assert f"{left} done, 0 of them failed, {done} skipped" in capsys.readouterr().err
    there = {Path(line["path"]).name: line for line in map(json.loads, out.open())}
    assert set(there) == set(names)
    assert cli.main(["listen", str(folder), "--json", "--jobs", "2"]) == 0
    for line in map(json.loads, capsys.readouterr().out.splitlines()):
        name = Path(line["path"]).name
        assert (line["composer"], line["instrument"]) == (
            there[name]["composer"],
            there[name]["instrument"],
        )


def test_a_file_that_kills_actors_is_told_and_all_others_are_done(tmp_path: Path) -> None:
    from oscbridge.cluster.nodes import nodes

    paths = texts(tmp_path, *("x" * n for n in range(1, 31)), "die", *("y" * n for n in range(9)))
    missing = str(tmp_path / "missing.txt")
    with nodes(2) as cluster:
        lines = in_cluster(LengthJob(), [*paths, missing], cluster.address, None)  # type: ignore[arg-type]
        told = dict(lines)
    assert len(told) == 41
    assert told.pop(missing)["error"] == "file-missing"
    assert told.pop(paths[30])["error"] == "worker-died"
    assert all(told[path] == {"length": Path(path).stat().st_size} for path in told)


def test_actors_without_a_core_to_run_on_hold_nothing_up(tmp_path: Path) -> None:
    from oscbridge.cluster.nodes import nodes

    paths = texts(tmp_path, *"abcdefgh")
    with nodes(1) as cluster:
        told = dict(in_cluster(LengthJob(), paths, cluster.address, 4))  # type: ignore[arg-type]
    assert told == {path: {"length": 1} for path in paths}


def test_what_keeps_actors_from_starting_ends_the_run(tmp_path: Path) -> None:
    from oscbridge.cluster.nodes import nodes

    paths = texts(tmp_path, "a")
    with nodes(1) as cluster:
        with pytest.raises(OscbridgeError, match="weights-missing"):
            list(in_cluster(WithoutWeights(), paths, cluster.address, 1))  # type: ignore[arg-type]
        with pytest.raises(OscbridgeError, match=r"worker-missing.*cannot be here"):
            list(in_cluster(NeverStarts(), paths, cluster.address, 1))  # type: ignore[arg-type]


def music(folder: Path) -> list[str]:
    """Recordings and a written piece, of no more than some seconds; their names."""
    folder.mkdir()
    for number in range(6):
        notes = sounds.line([pitch + number for pitch in sounds.SCALE * 2], each_s=0.4)
        (folder / f"{number}.wav").write_bytes(sounds.file_of(sounds.struck(notes)))
    write_midi(prelude(), folder / "prelude.mid")
    return sorted(path.name for path in folder.iterdir())


def test_labelled_pictures_are_scored_by_what_a_cluster_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from oscbridge.cluster.nodes import nodes

    for number, frame in enumerate(swaying(4)):
        path = tmp_path / "own" / ("happy", "sad")[number % 2] / f"p{number}_1.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(frame)
    asked = ["evaluate", "emotion", "--data", str(tmp_path / "own"), "--part", "all", "--json"]
    assert cli.main([*asked, "--jobs", "1"]) == 0
    here = capsys.readouterr().out
    with nodes(1) as cluster:
        assert cli.main([*asked, "--cluster", cluster.address]) == 0
    there = json.loads(capsys.readouterr().out)
    assert there == json.loads(here)
    assert there["faces"] == 4
