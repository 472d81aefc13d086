"""No config key goes without a word: each that ever was is there, or told what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from oscbridge.config import keys as config_keys
from oscbridge.config.keys import Gone, kept_yaml, keys_table, present_keys, read_kept
from oscbridge.config.reading import allowed_values, default_yaml, load_settings
from oscbridge.errors import OscbridgeError

TOP = Path(__file__).parent.parent
AGAIN = "run: python -m oscbridge.config"


def test_each_key_that_ever_was_is_there_or_has_a_note() -> None:
    lost = set(read_kept()) - set(present_keys()) - set(config_keys.GONE)
    assert not lost, f"{lost} may be in somebody's config file; add them to config_keys.GONE"


def test_what_took_a_keys_place_is_there_and_what_is_there_is_not_gone() -> None:
    present = set(present_keys())
    assert {gone.now for gone in config_keys.GONE.values()} - {""} <= present
    assert not present & set(config_keys.GONE)
    assert set(config_keys.GONE) <= set(read_kept())


def test_new_keys_are_kept_and_the_table_has_them() -> None:
    kept = read_kept()
    assert set(present_keys()) <= set(kept), AGAIN
    assert config_keys.KEPT.read_text(encoding="utf-8") == kept_yaml(kept), AGAIN
    table = (TOP / "docs" / "config-keys.md").read_text(encoding="utf-8")
    assert table == keys_table(kept, allowed_values), AGAIN
    assert all(f"| `{key}` |" in table for key in present_keys())
    assert len(default_yaml().splitlines()) > len(kept)


def test_a_renamed_key_is_refused_with_its_new_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = {
        "face.smoothing": Gone("0.3.0", "face.smoothing_s", "It is in seconds."),
        "music.wild": Gone("0.4.0"),
    }
    monkeypatch.setattr(config_keys, "GONE", gone)
    path = tmp_path / "hall.yaml"
    path.write_text("face:\n  smoothing: 800\n")
    with pytest.raises(OscbridgeError) as caught:
        load_settings(path)
    assert caught.value.code == "config-invalid"
    assert caught.value.message == (
        f"{path} line 2: 'face.smoothing' is gone since version 0.3.0; it is 'face.smoothing_s' "
        "now. It is in seconds."
    )
    with pytest.raises(OscbridgeError, match=r"'music.wild' is gone since version 0.4.0; leave it"):
        load_settings(None, ["music.wild=1"])


def test_a_whole_section_can_be_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config_keys, "GONE", {"rig": Gone("0.3.0", "midi")})
    with pytest.raises(OscbridgeError, match=r"'rig' is gone since version 0.3.0; it is 'midi'"):
        load_settings(None, ["rig.channel=1"])


def test_keys_are_kept_for_ever_under_the_version_that_brought_them() -> None:
    text = kept_yaml({"face.smoothing": "0.0.1"})
    first = text.index("- face.smoothing\n")
    assert text.index('"0.0.1":') < first < text.index("- face.smoothing_s\n")
