"""Paths as hosts write them become one regular file's bytes, or a coded error."""

from __future__ import annotations

import os
import socket
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.files.paths import native_path, read_regular_file

posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX files")


def code_of(text: str, most: int = 1000, roots: list[Path] | None = None) -> str:
    with pytest.raises(OscbridgeError) as caught:
        read_regular_file(text, most, roots)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "platform", "expected"),
    [
        ("/Users/me/a b.jpg", "darwin", "/Users/me/a b.jpg"),
        ("/home/zoë/Bär 猫.png", "linux", "/home/zoë/Bär 猫.png"),
        ("/Users/me/9.41\u202fAM.png", "darwin", "/Users/me/9.41\u202fAM.png"),
        ("~/x.jpg", "darwin", "/home/me/x.jpg"),
        ("Macintosh HD:/Users/me/a.jpg", "darwin", "/Users/me/a.jpg"),
        ("Macintosh HD:/Users/me/a.jpg", "linux", "/Users/me/a.jpg"),
        ("My Disk:/pics/a.jpg", "darwin", "/Volumes/My Disk/pics/a.jpg"),
        ("C:/x.jpg", "win32", "C:/x.jpg"),
        ("C:\\Users\\me\\x.jpg", "win32", "C:\\Users\\me\\x.jpg"),
    ],
)
def test_each_hosts_form_is_understood(text: str, platform: str, expected: str) -> None:
    assert native_path(text, platform=platform, home="/home/me") == expected


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("", "linux"),
        ("a.jpg", "linux"),
        ("../a.jpg", "linux"),
        ("/tmp/a\0b.jpg", "linux"),
        ("/tmp/a\nb.jpg", "linux"),
        ("/" + "x" * 5000, "linux"),
        ("~root/x.jpg", "linux"),
        ("Desktop:/a.jpg", "darwin"),
        ("Desktop:a.jpg", "darwin"),
        ("Cycling:/a.jpg", "darwin"),
        ("Macintosh HD:Users:me:a.jpg", "darwin"),
        ("My Disk:/a.jpg", "linux"),
        ("..:/a.jpg", "darwin"),
        ("file:///tmp/a.jpg", "linux"),
        ("C:/x.jpg", "linux"),
        ("C:\\x.jpg", "darwin"),
        ("x.jpg", "win32"),
        ("/x.jpg", "win32"),
        ("C:x.jpg", "win32"),
        ("C:/x.jpg:stream", "win32"),
        ("\\\\server\\share\\x.jpg", "win32"),
        ("//server/share/x.jpg", "win32"),
        ("\\\\.\\PhysicalDrive0", "win32"),
        ("\\\\?\\C:\\Users\\me\\x.jpg", "win32"),
        ("C:/Users/me/NUL", "win32"),
        ("C:/Users/me/aux.jpg", "win32"),
        ("C:\\Users\\com1 .txt\\x", "win32"),
        ("C:/Users/me/.. /x.jpg", "win32"),
        ("C:/Users/me/x.jpg.", "win32"),
        ("Desktop:/a.jpg", "win32"),
        ("~/NUL", "win32"),
        ("~\\pictures\\aux.jpg", "win32"),
        ("~/x.jpg:stream", "win32"),
        ("~/.. /x.jpg", "win32"),
    ],
)
def test_a_form_that_leads_nowhere_is_refused(text: str, platform: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        native_path(text, platform=platform, home="/home/me")
    assert caught.value.code == "path-unusable"


@given(st.text(max_size=60), st.sampled_from(["linux", "darwin", "win32"]))
def test_any_text_gives_an_absolute_path_or_a_coded_error(text: str, platform: str) -> None:
    path, refusal = "", None
    try:
        path = native_path(text, platform=platform, home="/home/me")
    except OscbridgeError as error:
        refusal = error
    if refusal is None:
        assert path.startswith("/") or (platform == "win32" and path[1] == ":")
    else:
        assert refusal.code == "path-unusable"
        assert refusal.message.isprintable()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_reading_any_text_raises_nothing_but_coded_errors(text: str) -> None:
    with pytest.raises(OscbridgeError):
        read_regular_file("/oscbridge-there-is-no-such-folder/" + text, 10)


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "a b Bär 猫.jpg"
    file.write_bytes(b"abc")
    assert read_regular_file(str(file), 3) == b"abc"


def test_a_home_path_is_read_from_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / "x.jpg").write_bytes(b"abc")
    assert read_regular_file("~/x.jpg", 3) == b"abc"


@pytest.mark.parametrize(("written", "asked"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_is_found_whichever_way_its_accents_are_written(
    tmp_path: Path, written: str, asked: str
) -> None:
    (tmp_path / unicodedata.normalize(written, "Zoë.jpg")).write_bytes(b"abc")  # type: ignore[arg-type]
    path = str(tmp_path / unicodedata.normalize(asked, "Zoë.jpg"))  # type: ignore[arg-type]
    assert read_regular_file(path, 3) == b"abc"


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert code_of(str(tmp_path / "nothing.jpg")) == "file-missing"
    assert code_of(str(tmp_path / "file" / "below.jpg")) == "file-missing"


def test_the_setting_for_folders_is_named_only_where_there_are_any(tmp_path: Path) -> None:
    for roots in (None, [tmp_path]):  # a command reads anywhere, the daemon below its roots
        with pytest.raises(OscbridgeError, match="there is no file") as refused:
            read_regular_file(str(tmp_path / "nowhere"), 9, roots)
        assert ("paths.roots" in refused.value.message) == (roots is not None)


def test_a_file_over_the_cap_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "big"
    file.write_bytes(b"x" * 1001)
    assert code_of(str(file)) == "file-too-large"


@posix_only
def test_a_folder_a_fifo_a_socket_and_a_device_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")  # reading one would wait for a writer for ever
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for path in (tmp_path, tmp_path / "fifo", tmp_path / "socket", "/dev/zero", "/dev/tty"):
            assert code_of(str(path)) == "file-not-regular", path


@posix_only
def test_a_link_that_leads_in_a_circle_is_missing(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert code_of(str(tmp_path / "loop")) == "file-missing"


@posix_only
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"x")
    file.chmod(0)
    assert code_of(str(file)) == "file-unreadable"


@posix_only
def test_only_files_inside_the_roots_are_read_and_others_look_missing(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "in-not"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "x").write_bytes(b"abc")
    (inside / "link").symlink_to(outside / "x")
    (outside / "link").symlink_to(inside / "x")
    roots = [inside]
    assert read_regular_file(str(inside / "x"), 9, roots) == b"abc"
    # Not even a link that leads in: what is not written below a root is not looked at.
    for text in (outside / "x", outside / "link", inside / "link", inside / "none"):
        assert code_of(str(text), 9, roots) == "file-missing"
    assert code_of(str(inside / ".." / "in-not" / "x"), 9, roots) == "file-missing"


@pytest.mark.parametrize(("most", "expected"), [(5000, b"x" * 4000), (3999, "file-too-large")])
def test_a_file_that_grows_while_it_is_read_is_read_to_its_new_end_or_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, expected: bytes | str
) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"x" * 1000)
    real = os.fstat

    def grows(handle: int) -> os.stat_result:
        status = real(handle)
        file.write_bytes(b"x" * 4000)
        return status

    monkeypatch.setattr(os, "fstat", grows)
    if isinstance(expected, str):
        assert code_of(str(file), most) == expected
    else:
        assert read_regular_file(str(file), most) == expected
