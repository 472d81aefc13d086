"""Files worked on by several processes: all are told, one that kills a worker costs no other."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from pathlib import Path

import pytest

from oscbridge import cli
from oscbridge.bulk import local
from oscbridge.bulk.local import here, in_processes
from oscbridge.bulk.work import FaceJob, ListenJob, signature
from oscbridge.errors import OscbridgeError
from oscbridge.launcher import SAMPLE
from tests.bulk.lengths import LengthJob, WithoutWeights, texts


def test_each_file_has_its_line_whoever_does_it(tmp_path: Path) -> None:
    paths = texts(tmp_path, *("x" * n for n in range(20)), "refuse", "fail", "x" * 1001)
    alone = dict(here(LengthJob(), paths))  # type: ignore[arg-type]
    assert dict(in_processes(LengthJob(), paths, 2)) == alone  # type: ignore[arg-type]
    assert [alone[path].get("length") for path in paths[:20]] == list(range(20))
    errors = [alone[path]["error"] for path in paths[20:]]
    assert errors == ["image-broken", "worker-failed", "file-too-large"]


def test_a_file_that_kills_its_worker_is_told_and_all_others_are_done(tmp_path: Path) -> None:
    paths = texts(tmp_path, *"abcd", "die", *"efgh")
    lines = dict(in_processes(LengthJob(), paths, 2))  # type: ignore[arg-type]
    assert len(lines) == len(paths)
    assert lines[paths[4]]["error"] == "worker-died"
    assert all(lines[path] == {"length": 1} for path in paths if path != paths[4])


def test_a_worker_that_dies_between_two_files_costs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "AHEAD", 1)  # so that it has none when it dies
    paths = texts(tmp_path, "pid", "a", "bb", "ccc")
    working = in_processes(LengthJob(), paths, 1)  # type: ignore[arg-type]
    _, line = next(working)
    os.kill(line["pid"], signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.kill(line["pid"], 0)
            time.sleep(0.01)
    assert dict(working) == {path: {"length": n} for n, path in enumerate(paths[1:], 1)}


def test_what_keeps_all_workers_from_starting_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(OscbridgeError, match="weights-missing"):
        list(in_processes(WithoutWeights(), texts(tmp_path, "a"), 2))  # type: ignore[arg-type]


def test_other_options_are_other_work() -> None:
    jobs = (FaceJob(), FaceJob(cropped=True), FaceJob("cnn5"), ListenJob())
    assert len({signature(job) for job in jobs}) == 4
    assert signature(FaceJob()) == signature(FaceJob())


def test_face_over_a_folder_appends_lines_and_skips_what_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "one.jpg").write_bytes(SAMPLE.read_bytes())
    (folder / "broken.jpg").write_bytes(b"no picture")
    out = tmp_path / "lines.jsonl"
    asked = ["face", str(folder), "--out", str(out)]
    assert cli.main(asked) == 1
    assert "2 done, 1 of them failed, 0 skipped" in capsys.readouterr().err
    lines = {Path(line["path"]).name: line for line in map(json.loads, out.open())}
    assert lines["one.jpg"]["faces"] == 1
    assert lines["broken.jpg"]["error"] == "not-an-image"
    (folder / "broken.jpg").unlink()
    assert cli.main(asked) == 0
    assert "0 done, 0 of them failed, 1 skipped" in capsys.readouterr().err
