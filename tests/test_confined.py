"""Nothing outside the allowed folders is opened, whatever is written and whatever links there are.

The farms of links are real ones, on this disk; what Windows and macOS make of a name is tried with
their own rules for paths.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscbridge.errors import OscbridgeError
from oscbridge.files import confined
from oscbridge.files.confined import below, open_below
from oscbridge.files.paths import read_regular_file, root_folders

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and FIFOs as POSIX has them")

NAMES = ("a", "b", "in", "out", "secret", "..", ".", "A", "ü")


def refusal(text: str, roots: list[Path]) -> OscbridgeError:
    with pytest.raises(OscbridgeError) as caught:
        read_regular_file(text, 1000, roots)
    return caught.value


def read_or_code(text: str, root: Path) -> bytes | str:
    try:
        return read_regular_file(text, 100, [root])
    except OscbridgeError as error:
        return error.code


@pytest.fixture(params=["step by step", "compared"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of opening: from folder to folder, and that of systems that cannot."""
    if request.param == "compared":
        monkeypatch.setattr(confined, "_STEP_BY_STEP", False)
    return str(request.param)


@pytest.fixture
def land(tmp_path: Path) -> Path:
    """``data`` is allowed; ``database`` and ``secret`` are not."""
    for folder in ("data/deep", "database", "secret"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x").write_bytes(folder.encode())
    return tmp_path


def test_what_lies_below_an_allowed_folder_is_read(land: Path, way: str) -> None:
    roots = [land / "data"]
    (land / "data" / "link").symlink_to("deep/x")
    (land / "data" / "folder").symlink_to(land / "data" / "deep")
    for text in ("data/deep/x", "data/link", "data/folder/x", "data/./deep/../deep//x"):
        assert read_regular_file(f"{land}/{text}", 99, roots) == b"data/deep"


def test_an_allowed_folder_may_itself_be_a_link_and_be_named_either_way(
    land: Path, way: str
) -> None:
    (land / "alias").symlink_to("data")
    for root in (land / "alias", land / "data"):
        for text in ("alias/deep/x", "data/deep/x"):
            allowed = root == land / "alias" or text.startswith("data")
            if allowed:
                assert read_regular_file(f"{land}/{text}", 99, [root]) == b"data/deep"
            else:
                assert refusal(f"{land}/{text}", [root]).code == "file-missing"


def test_missing_and_outside_have_one_code_and_one_text(land: Path, way: str) -> None:
    data = land / "data"
    os.mkfifo(land / "secret" / "fifo")
    (land / "secret" / "big").write_bytes(b"x" * 5000)
    locked = land / "secret" / "locked"
    locked.mkdir(mode=0)
    links = {
        "to-file": land / "secret" / "x",
        "to-nothing": land / "secret" / "nothing",
        "to-folder": land / "secret",
        "to-fifo": land / "secret" / "fifo",
        "to-big": land / "secret" / "big",
        "to-locked": locked / "x",
        "to-device": Path("/dev/zero"),
        "to-itself": data / "to-itself",
        "to-memory": Path("/proc/self/mem"),
    }
    for name, target in links.items():
        (data / name).symlink_to(target)
    texts = [
        *(str(data / name) for name in links if name != "to-folder"),
        f"{data}/to-folder/x",
        *map(str, links.values()),
        f"{land}/database/x",
        f"{data}/../secret/x",
        f"{data}/nothing",
        f"//{land}/secret/x",
        "/proc/self/fd/0",
        "/etc/passwd",
    ]
    said = set()
    for text in texts:
        error = refusal(text, [data])
        assert error.code == "file-missing", text
        shown = text if len(text) <= 198 else ""
        said.add(error.message.replace(shown, "PATH") if shown else "")
    assert len(said - {""}) == 1


def test_what_is_not_written_below_a_root_is_not_even_looked_at(
    land: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So its answer cannot take longer because it is there, on a slow disk or another machine's.
    touched: list[str] = []
    real = os.lstat

    def lstat(path: str, *args: object, **more: object) -> os.stat_result:
        touched.append(os.fspath(path))
        return real(path)

    monkeypatch.setattr(os, "lstat", lstat)
    refusal(str(land / "secret" / "x"), [land / "data"])
    refusal(f"{land}/data/../secret/x", [land / "data"])
    assert touched
    assert not any("secret" in path for path in touched)


def test_what_is_below_but_no_file_is_told_so(land: Path, way: str) -> None:
    os.mkfifo(land / "data" / "fifo")
    for text in ("data/fifo", "data/deep", "data"):
        assert refusal(str(land / text), [land / "data"]).code == "file-not-regular"
    assert refusal(str(land / "data/deep/x/y"), [land / "data"]).code == "file-missing"


def test_the_kernels_own_files_are_refused_though_all_is_allowed() -> None:
    for text in ("/proc/self/environ", "/proc/self/root/proc/self/environ", "/sys/kernel/notes"):
        assert refusal(text, [Path("/")]).code == "file-missing"


def test_without_any_root_no_file_is_read(land: Path) -> None:
    assert refusal(str(land / "data" / "x"), []).code == "file-missing"


@pytest.mark.parametrize("step", ["lstat", "open"])
def test_a_folder_swapped_for_a_link_meanwhile_opens_nothing_else(
    land: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    deep, gone = land / "data" / "deep", land / "data" / "gone"
    real = os.open

    def swap() -> None:
        if not deep.is_symlink():
            deep.rename(gone)
            deep.symlink_to(land / "secret")

    def resolved(path: str) -> str:
        found = os.path.abspath(path)  # noqa: PTH100
        if found.endswith("/x"):
            swap()
        return found

    def opened(path: str, flags: int, *args: int, dir_fd: int | None = None) -> int:
        if path in ("deep", "x"):
            swap()
        return real(path, flags, *args, dir_fd=dir_fd)

    if step == "lstat":
        monkeypatch.setattr(os.path, "realpath", resolved)
    else:
        monkeypatch.setattr(os, "open", opened)
    with pytest.raises(OSError, match="deep"):
        open_below(str(deep / "x"), [land / "data"])


def test_a_file_swapped_between_the_look_and_the_opening_is_not_read(
    land: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    # Any other file, and nothing else on a system that opens step by step, can come in between.
    file = land / "data" / "deep" / "x"
    real = os.open

    def opened(path: str, flags: int, *args: int, dir_fd: int | None = None) -> int:
        if path in ("x", str(file)):
            file.rename(land / "data" / "was")
            file.symlink_to(land / "secret" / "x")
            flags &= ~os.O_NOFOLLOW  # as on a system that has no such flag
        return real(path, flags, *args, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", opened)
    before = len(os.listdir("/dev/fd"))  # noqa: PTH208
    with pytest.raises(FileNotFoundError):
        open_below(str(file), [land / "data"])
    assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208


@settings(max_examples=150, deadline=None)
@given(
    links=st.lists(
        st.tuples(
            st.lists(st.sampled_from(NAMES[:3]), min_size=1, max_size=3),
            st.booleans(),
            st.lists(st.sampled_from(NAMES), max_size=4),
        ),
        max_size=6,
    ),
    asked=st.lists(st.sampled_from(NAMES), min_size=1, max_size=6),
    step_by_step=st.booleans(),
)
def test_no_farm_of_links_leads_out(
    links: list[tuple[list[str], bool, list[str]]], asked: list[str], step_by_step: bool
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(confined, "_STEP_BY_STEP", step_by_step)
        land = Path(name)
        root = land / "in"
        for folder in ("in/a/b", "in/b", "in/in", "out/a", "in-not/a", "secret"):
            (land / folder).mkdir(parents=True)
        for path in [*land.rglob("*"), land]:
            if path.is_dir():
                inside = path == root or root in path.parents
                (path / "ü").write_bytes(b"inside" if inside else b"outside")
        for place, is_absolute, target in links:
            link = root.joinpath(*place)
            if link.parent.is_dir() and not link.is_symlink() and not link.exists():
                link.symlink_to((f"{land}/" if is_absolute else "") + ("/".join(target) or "."))
        text = f"{root}/" + "/".join(asked)
        assert read_or_code(text, root) in (b"inside", "file-missing", "file-not-regular")
        plain = root / "b" / "ü"
        if not (root / "b").is_symlink():
            assert read_regular_file(str(plain), 100, [root]) == b"inside"


@pytest.mark.parametrize(
    ("path", "folder", "platform", "names"),
    [
        ("/data/x", "/data", "linux", ("x",)),
        ("/database/x", "/data", "linux", None),
        ("/Data/x", "/data", "linux", None),
        ("/data", "/data", "linux", ()),
        ("/data/a/../../x", "/data", "linux", None),
        ("/users/ME/x/Y", "/Users/me", "darwin", ("x", "Y")),
        ("/Users/zoe\u0308/x", "/Users/zo\u00eb", "darwin", ("x",)),
        ("/Users/merlin/x", "/Users/me", "darwin", None),
        ("C:\\Users\\Me\\x", "c:\\users\\me", "win32", ("x",)),
        ("C:/Users/me/a/x", "C:\\Users\\me", "win32", ("a", "x")),
        ("C:\\Users\\merlin\\x", "C:\\Users\\me", "win32", None),
        ("D:\\Users\\me\\x", "C:\\Users\\me", "win32", None),
        ("C:\\Users\\me\\..\\you\\x", "C:\\Users\\me", "win32", None),
        ("\\\\host\\share\\x", "C:\\", "win32", None),
    ],
)
def test_whole_names_are_compared_as_each_system_does(
    path: str, folder: str, platform: str, names: tuple[str, ...] | None
) -> None:
    assert below(path, folder, platform) == names


@given(
    st.lists(st.text("ab.A", min_size=1, max_size=3), max_size=4),
    st.lists(st.text("ab.A", min_size=1, max_size=3), max_size=4),
    st.sampled_from(["linux", "darwin", "win32"]),
)
def test_what_is_below_begins_with_all_names_of_the_folder(
    folder: list[str], path: list[str], platform: str
) -> None:
    start, sign = ("C:\\", "\\") if platform == "win32" else ("/", "/")
    names = below(start + sign.join(path), start + sign.join(folder), platform)
    if names is not None:
        assert ".." not in path
        kept = [part for part in path if part != "."]
        assert list(names) == kept[len(kept) - len(names) :]


def test_home_and_temp_stand_for_the_users_and_the_systems_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert root_folders(("home", "~/pictures", "/a/../b")) == (
        str(tmp_path),
        str(tmp_path / "pictures"),
        "/b",
    )
    temps = root_folders(("temp",))
    assert tempfile.gettempdir() in temps
    assert "/tmp" in temps
    (samples,) = root_folders(("samples",))
    assert (Path(samples) / "astronaut.jpg").is_file()


@pytest.mark.parametrize("name", ["pictures", "..", "", "C:/x", "~root"])
def test_a_root_that_is_no_absolute_folder_is_a_config_error(name: str) -> None:
    with pytest.raises(OscbridgeError) as caught:
        root_folders((name,))
    assert caught.value.code == "config-invalid"
    assert "home, temp" in caught.value.message
