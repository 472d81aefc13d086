"""One cache for all processes of a daemon, also where the home cannot be written to."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from oscbridge.weights.models import cache_folder

log = logging.getLogger(__name__)


@contextlib.contextmanager
def one_cache() -> Iterator[Path]:
    """See to it that this process and those that it starts have the same cache.

    Where the user's own cannot be written to, a temporary one is named to all of them by
    ``OSCBRIDGE_CACHE``, and deleted afterwards. Else each process that is started, and started
    again, would make one of its own, and prepare the networks anew: half a minute without eyes.
    """
    folder = cache_folder()
    if not (folder.parent == Path(tempfile.gettempdir()) and folder.name.startswith("oscbridge-")):
        yield folder
        return
    log.warning(
        "the cache folder cannot be written to: the networks are prepared anew at each start, in "
        "%s for now; OSCBRIDGE_CACHE names another folder",
        folder,
    )
    kept = os.environ.get("OSCBRIDGE_CACHE")
    os.environ["OSCBRIDGE_CACHE"] = str(folder)
    try:
        yield folder
    finally:
        if kept is None:
            del os.environ["OSCBRIDGE_CACHE"]
        else:
            os.environ["OSCBRIDGE_CACHE"] = kept
        shutil.rmtree(folder, ignore_errors=True)
