"""The service files are well-formed and name commands and options that exist."""

from __future__ import annotations

import configparser
import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from oscbridge.cli import parser

SERVICES = Path(__file__).parent.parent / "services"


def accepted(words: list[str]) -> bool:
    return parser().parse_args(words).command is not None


def test_the_systemd_unit_runs_a_command_that_exists() -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(SERVICES / "oscbridge.service")
    service = unit["Service"]
    assert accepted(shlex.split(service["ExecStart"])[1:])
    assert service["Type"] == "notify"
    assert service["Restart"] == "always"


def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "oscbridge.service"
    text = (SERVICES / "oscbridge.service").read_text()
    unit.write_text(text.replace("%h/oscbridge/.venv/bin/oscbridge", shutil.which("true") or ""))
    done = subprocess.run([analyze, "verify", "--user", str(unit)], capture_output=True, text=True)
    assert "oscbridge.service" not in done.stderr, done.stderr


def test_the_launchd_agent_runs_a_command_that_exists() -> None:
    agent = plistlib.loads((SERVICES / "org.oscbridge.daemon.plist").read_bytes())
    assert agent["Label"] == "org.oscbridge.daemon"
    assert accepted(agent["ProgramArguments"][1:])
    assert agent["KeepAlive"] is True


def test_the_windows_task_runs_a_command_that_exists() -> None:
    root = ElementTree.parse(SERVICES / "oscbridge-task.xml").getroot()
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    arguments = root.findtext("t:Actions/t:Exec/t:Arguments", namespaces=space)
    assert arguments is not None
    assert accepted(arguments.split())
