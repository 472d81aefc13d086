"""Several runs side by side: ``python -m oscbridge.training.music.yardstick A/report.json …``.

Prints the table for a page of documentation. The people's figures are those of the first run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from oscbridge.training.music.yardstick.page import table_markdown
from oscbridge.training.music.yardstick.summary import merged

if __name__ == "__main__":
    reports = [json.loads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:]]
    print(table_markdown(merged(reports)))
