"""`python -m bench`: how long digiamen takes, as ratios against peers in the same run.

Whole processes, taken in turns (A B A B …), the median of the pairwise ratios. The machine's noise
falls on both sides. Needs root for the delaying link; see bench/README.md.
"""

import os
import tempfile

from bench.device import reading_rows, start_rows
from bench.network import network_rows


def main() -> None:
    """Print the table. Every program has its modules compiled, as an installation has."""
    with tempfile.TemporaryDirectory(prefix="bench-") as compiled:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = compiled
        print("| what / against what | digiamen, ms | peer, ms | ratio |")
        print("|---|---|---|---|")
        for rows in (start_rows(), reading_rows(), network_rows()):
            for row in rows:
                print(row, flush=True)


main()
