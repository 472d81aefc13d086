"""Log lines: as text or as JSON, each error with its code, of one kind no more than can be read.

A line that tells an error ends with ``%s: %s`` for code and message, or holds the
``OscbridgeError`` itself, or is given ``extra={"code": …}``. Whatever else ``extra`` holds are the
line's fields.

A daemon runs for months, and what goes wrong may go wrong every second: of one kind of line (the
same place, level and code) ten are let through, then one in ten minutes, with the number of those
that were held back. That makes at most 154 lines of a kind in a day. ``debug`` is not held back.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO

from oscbridge.errors import OscbridgeError

TEXT = "text"
JSON = "json"
FORMATS = (TEXT, JSON)

BURST = 10
REFILL_S = 600.0
_MOST_KINDS = 1000

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_OWN = frozenset({"code", "held_back"})


def set_up(level: str, form: str, stream: TextIO | None = None) -> None:
    """Let this process log on standard error; called again, it changes how.

    Args:
        level: ``error``, ``warning``, ``info`` or ``debug``.
        form: ``text`` or ``json``.
    """
    root = logging.getLogger()
    handler = next((one for one in root.handlers if isinstance(one, _Handler)), None)
    if handler is None:
        handler = _Handler(stream or sys.stderr)
        root.addHandler(handler)
        logging.captureWarnings(True)
        logging.raiseExceptions = False  # a disk that is full must not be told a traceback a line
    handler.setFormatter(JsonFormatter() if form == JSON else TextFormatter())
    root.setLevel(level.upper())


def present() -> tuple[str, str] | None:
    """Level and form of this process's log, for ``set_up`` in a child; None: it was not set up."""
    root = logging.getLogger()
    for handler in root.handlers:
        if isinstance(handler, _Handler):
            form = JSON if isinstance(handler.formatter, JsonFormatter) else TEXT
            return logging.getLevelName(root.level).lower(), form
    return None


def code_of(record: logging.LogRecord) -> str:
    """The code of the error that a line tells; empty where it tells none."""
    given = getattr(record, "code", None)
    if isinstance(given, str):
        return given
    arguments = record.args if isinstance(record.args, tuple) else ()
    for argument in arguments:
        if isinstance(argument, OscbridgeError):
            return argument.code
    if str(record.msg).endswith("%s: %s") and len(arguments) >= 2:
        code = str(arguments[-2])
        return code if _CODE.fullmatch(code) else ""
    return ""


class TextFormatter(logging.Formatter):
    """``12:34:56 WARNING camera-lost: …``: a line for eyes."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        """The line, with its code where the message has not told it, and how many are missing."""
        code = code_of(record)
        if code and code not in record.message:
            record.message = f"{code}: {record.message}"
        held_back = getattr(record, "held_back", 0)
        if held_back:
            record.message += f" ({held_back} more of this kind were not written)"
        return super().formatMessage(record)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: ``time`` (UTC, RFC 3339), ``level``, ``from``, ``process``,
    ``message``, and where there are any ``code``, ``fields``, ``held_back``, ``exception``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "time": f"{seconds}.{int(record.created % 1 * 1000):03d}Z",
            "level": record.levelname.lower(),
            "from": record.name,
            "process": record.processName,
            "message": record.getMessage(),
        }
        code = code_of(record)
        if code:
            line["code"] = code
        fields = {
            name: value
            for name, value in vars(record).items()
            if name not in _PLAIN and name not in _OWN
        }
        if fields:
            line["fields"] = fields
        if getattr(record, "held_back", 0):
            line["held_back"] = record.held_back  # type: ignore[attr-defined]
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_s: float
    held_back: int = 0


class RateLimit(logging.Filter):
    """Lets a few lines of each kind through; see above. A token bucket for each kind.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, int, str, str], _Bucket] = OrderedDict()
        self._untold = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written; ``held_back`` of it is then how many before it were not."""
        if record.levelno <= logging.DEBUG:
            return True
        key = (record.name, record.levelno, str(record.msg), code_of(record))
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(BURST, now)
        self._buckets[key] = bucket
        if len(self._buckets) > _MOST_KINDS:
            self._untold += self._buckets.popitem(last=False)[1].held_back
        bucket.tokens = min(BURST, bucket.tokens + (now - bucket.at_s) / REFILL_S)
        bucket.at_s = now
        if bucket.tokens < 1:
            bucket.held_back += 1
            return False
        bucket.tokens -= 1
        record.held_back, bucket.held_back = bucket.held_back, 0
        return True

    def held_back(self) -> int:
        """How many lines were held back that no later line told of."""
        return self._untold + sum(bucket.held_back for bucket in self._buckets.values())


class _Handler(logging.StreamHandler[TextIO]):
    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._limit = RateLimit()
        self.addFilter(self._limit)

    def close(self) -> None:
        """Say what was never told."""
        count = self._limit.held_back()
        if count:
            last = logging.makeLogRecord(
                {
                    "name": __name__,
                    "levelno": logging.WARNING,
                    "levelname": "WARNING",
                    "msg": "%d lines like earlier ones were not written",
                    "args": (count,),
                }
            )
            self.emit(last)
        super().close()
