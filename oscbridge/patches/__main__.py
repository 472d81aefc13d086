"""``python -m oscbridge.patches``: writes all patches and clients, from the top of a checkout."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Write, and say what changed."""
    try:
        from oscbridge.patches.written import write_all
    except ModuleNotFoundError as error:
        if error.name != "py2max":
            raise
        print("the patches are built with py2max: pip install 'oscbridge[dev]'", file=sys.stderr)
        return 1
    for name in write_all(Path.cwd()) or ["nothing changed"]:
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
