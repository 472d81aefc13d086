"""A folder of pictures, done by a cluster; a node is killed in the middle, and a run is resumed."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from oscbridge import cli
from oscbridge.bench.pictures import swaying

# Imported here, Ray would not know yet that it shall stay on loopback.
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra cluster")
pytestmark = [pytest.mark.cluster, needs_ray, pytest.mark.timeout(300)]

SCRIPT = """
import sys
from oscbridge.bulk.crew import in_cluster
from oscbridge.bulk.work import FaceJob
for path, line in in_cluster(FaceJob(), sys.argv[2:], sys.argv[1], 2):
    print(path, line.get("faces", line), flush=True)
"""


def test_a_node_that_dies_costs_no_file(tmp_path: Path) -> None:
    import subprocess
    import sys

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
