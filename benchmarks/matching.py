"""How well and how quickly documents are ranked: ours beside scikit-learn, bm25s and tantivy.

python benchmarks/matching.py [--quality | --speed] [--documents N ...] [--collections DIR]
"""

from __future__ import annotations

import sys
from pathlib import Path

# Python looks into a script's own folder first, and would find this file in place of our package.
sys.path[0] = str(Path(__file__).parent.parent)

from benchmarks.ranking.comparison import main  # noqa: E402 - as above

if __name__ == "__main__":
    main()
