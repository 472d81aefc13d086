"""The config file: YAML in, checked settings out; and the file of all defaults.

``configs/default.yaml`` is written from the settings (``python -m oscbridge.config``), and a file
that a user writes may hold any part of it. A wrong key or value is an error that names the file,
the line, the key, the value and what is allowed.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from oscbridge.config.keys import what_became_of
from oscbridge.config.settings import Settings
from oscbridge.errors import OscbridgeError
from oscbridge.system.networks import AllowList, is_loopback


def load_settings(path: Path | None = None, overrides: Iterable[str] = ()) -> Settings:
    """Settings from a YAML file (or the defaults), then ``section.key=value`` overrides.

    Raises:
        OscbridgeError: ``config-missing``, ``config-unreadable`` or ``config-invalid``.
    """
    settings = Settings()
    network_from = "--set"
    if path is not None:
        settings = parse_settings(_read(path), str(path))
        network_from = str(path)
    for text in overrides:
        entry = _override(text)
        settings = _merge(settings, [entry])
        if entry.section == "osc":
            network_from = entry.where
    _check_network(settings, network_from)
    return settings


def parse_settings(text: str, source: str) -> Settings:
    """Settings from the text of a config file; ``source`` is for messages only.

    Raises:
        OscbridgeError: ``config-invalid``.
    """
    return _merge(Settings(), _parse(text, source))


def _override(text: str) -> _Entry:
    name, equals, value = text.partition("=")
    section, _, key = name.strip().partition(".")
    key = key or _short(section)
    if not equals or (not key and hasattr(Settings(), section)):
        raise _invalid("--set", f"'{text}' is not of the form section.key=value")
    return _Entry(section, key, _plain(value), "--set")


def _check_network(settings: Settings, where: str) -> None:
    """Nobody listens to a network without having said to whom."""
    osc = settings.osc
    try:
        AllowList.parse(osc.allow)
    except OscbridgeError as error:
        raise _invalid(where, error.message) from None
    if not (osc.allow or is_loopback(osc.host)):
        raise _invalid(
            where,
            f"'osc.host' is {osc.host!r}, which opens oscbridge to other machines; say to which "
            "with 'osc.allow', such as [192.168.1.20] or [192.168.1.0/24], or stay on 127.0.0.1",
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    section: str
    key: str
    value: Any
    where: str


def _read(path: Path) -> str:
    try:
        return path.expanduser().read_text(encoding="utf-8")
    except FileNotFoundError:
        raise OscbridgeError("config-missing", f"there is no config file {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise OscbridgeError("config-unreadable", f"cannot read {path}: {error}") from None


def _plain(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    # PyYAML leaks ValueError and others for what does not fit its tag ("!!int x", "2026-99-99").
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return text


def _parse(text: str, source: str) -> list[_Entry]:
    # Composed rather than loaded: nodes know their line, plain values do not.
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise _invalid(source + line, getattr(error, "problem", None) or str(error)) from None
    except RecursionError:
        raise _invalid(source, "its lists or sections are nested too deep") from None
    if root is None:
        return []
    entries: list[_Entry] = []
    for name, node, where in _pairs(root, source, "the file"):
        short = _short(name)
        if short and isinstance(node, yaml.ScalarNode) and not _is_null(node):
            value = _value(node, where, f"{name}.{short}")
            entries.append(_Entry(name, short, value, where))
            continue
        for key, value, place in _pairs(node, source, f"section '{name}'", name):
            entries.append(_Entry(name, key, _value(value, place, f"{name}.{key}"), place))
    return entries


def _pairs(
    node: yaml.Node, source: str, what: str, section: str | None = None
) -> Iterator[tuple[str, yaml.Node, str]]:
    where = f"{source} line {node.start_mark.line + 1}"
    if _is_null(node):
        return  # a section with every key commented out
    if not isinstance(node, yaml.MappingNode):
        raise _invalid(where, f"{what} must hold 'name: value' lines")
    allowed = [f.name for f in dataclasses.fields(Settings)]
    if section is not None:
        allowed = [f.name for f in dataclasses.fields(getattr(Settings(), section))]
    seen: set[str] = set()
    for key_node, value_node in node.value:
        place = f"{source} line {key_node.start_mark.line + 1}"
        if not isinstance(key_node, yaml.ScalarNode):
            raise _invalid(place, f"{what} has a list or a section where a name should be")
        key = str(key_node.value)
        full = key if section is None else f"{section}.{key}"
        if key not in allowed:
            raise _invalid(place, _unknown(full, key, allowed))
        if key in seen:
            raise _invalid(place, f"'{full}' is given twice")
        seen.add(key)
        yield key, value_node, place


def _short(section: str) -> str:
    """The key that a section's value alone stands for (``camera: 0``); empty where none does."""
    shorts = {f.name: f.metadata.get("short", "") for f in dataclasses.fields(Settings)}
    return str(shorts.get(section, ""))


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _value(node: yaml.Node, where: str, full: str) -> Any:
    if isinstance(node, yaml.SequenceNode):
        # A list may hold itself (YAML's anchors), so none is looked for within another.
        if not all(isinstance(item, yaml.ScalarNode) for item in node.value):
            raise _invalid(where, f"'{full}' must be a list of plain values, with none within it")
        return [_value(item, where, full) for item in node.value]
    if not isinstance(node, yaml.ScalarNode):
        raise _invalid(where, f"'{full}' must be a value, not a section")
    try:
        return yaml.SafeLoader("").construct_object(node)
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise _invalid(
            where, f"'{full}' is {str(node.value)[:60]!r}, which is no {node.tag}: {error}"
        ) from None


def _merge(settings: Settings, entries: Iterable[_Entry]) -> Settings:
    for entry in entries:
        section = getattr(settings, entry.section, None)
        if section is None:
            names = [f.name for f in dataclasses.fields(Settings)]
            raise _invalid(entry.where, _unknown(entry.section, entry.section, names))
        known = {f.name: f for f in dataclasses.fields(section)}
        full = f"{entry.section}.{entry.key}"
        if entry.key not in known:
            raise _invalid(entry.where, _unknown(full, entry.key, list(known)))
        value = _check(known[entry.key], entry.value, entry.where, full)
        changed = dataclasses.replace(section, **{entry.key: value})
        settings = dataclasses.replace(settings, **{entry.section: changed})
    return settings


def _check(known: dataclasses.Field[Any], value: Any, where: str, full: str) -> Any:
    meta = known.metadata
    kind: type = type(known.default)
    if kind is str and value is None:
        value = ""
    if isinstance(value, bool) and {"on", "off"} <= {*meta["choices"]}:
        value = "on" if value else "off"  # YAML takes the bare words for true and false.
    if kind is tuple:
        items = value if isinstance(value, list) else [value] if value is not None else []
        if not all(isinstance(item, str) for item in items):
            raise _invalid(where, f"'{full}' is {value!r}; allowed: {allowed_values(known)}")
        return tuple(items)
    lowest = meta["number_from"]
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if lowest is not None and is_number and value >= lowest:
        return str(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    good = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if good and kind in (int, float):
        good = math.isfinite(value) and not (
            (meta["low"] is not None and value < meta["low"])
            or (meta["high"] is not None and value > meta["high"])
        )
    if good and meta["choices"]:
        good = value in meta["choices"]
    if not good:
        raise _invalid(where, f"'{full}' is {value!r}; allowed: {allowed_values(known)}")
    return value


def allowed_values(known: dataclasses.Field[Any]) -> str:
    """In words, what a key accepts."""
    meta = known.metadata
    lowest = meta["number_from"]
    numbers = "" if lowest is None else f", a number from {lowest}"
    if meta["choices"]:
        return ", ".join(meta["choices"]) + numbers
    kind: type = type(known.default)
    if kind is bool:
        return "true, false"
    if kind is str:
        return "text" + numbers
    if kind is tuple:
        return "a list of texts, such as [one, two]"
    noun = "a whole number" if kind is int else "a number"
    return f"{noun} from {meta['low']} to {meta['high']}"


def _unknown(full: str, key: str, allowed: list[str]) -> str:
    gone = what_became_of(full)
    if gone:
        return gone
    near = difflib.get_close_matches(key, allowed, n=1)
    hint = f" (did you mean '{near[0]}'?)" if near else ""
    return f"unknown key '{full}'{hint}; allowed: {', '.join(allowed)}"


def _invalid(where: str, what: str) -> OscbridgeError:
    return OscbridgeError("config-invalid", f"{where}: {what}")


def default_yaml() -> str:
    """The text of ``configs/default.yaml``: each key's default, meaning and limits."""
    lines = [
        "# oscbridge: every setting with its default.",
        "# Copy what you change into a file of your own: oscbridge run --config my.yaml",
        "# Written by: python -m oscbridge.config",
    ]
    for section in dataclasses.fields(Settings):
        value = getattr(Settings(), section.name)
        lines += ["", f"# {(type(value).__doc__ or '').strip()}", f"{section.name}:"]
        for known in dataclasses.fields(value):
            about = f"{known.metadata['about']} Allowed: {allowed_values(known)}."
            lines += textwrap.wrap(about, 96, initial_indent="  # ", subsequent_indent="  # ")
            lines.append(f"  {known.name}: {_yaml_scalar(known.default)}")
    return "\n".join(lines) + "\n"


def _yaml_scalar(value: Any) -> str:
    if value == "":
        return '""'
    if isinstance(value, tuple):
        return yaml.safe_dump(list(value), default_flow_style=True).splitlines()[0]
    return yaml.safe_dump(value).splitlines()[0]
