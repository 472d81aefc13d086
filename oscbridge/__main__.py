"""``python -m oscbridge`` is the command ``oscbridge``."""

from oscbridge.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
