"""Runs the cases of check folders."""

from pathlib import Path

from digiamen_scan.cli.stop import Stop
from digiamen_scan.engine.cases import CasesError, run_cases
from digiamen_scan.engine.catalogue import CheckLoadError, load_check


def case_lines(folder: Path) -> tuple[list[str], int]:
    """Run all cases at or below a folder; returns what to print and how many did not come out."""
    folder = folder.resolve()
    found = [folder] if (folder / "check.py").is_file() else _below(folder)
    if not found:
        raise Stop(f"{folder}: no check.py here, nor in <family>/<name>/ below.")
    lines: list[str] = []
    passed = failed = 0
    for one in found:
        try:
            check = load_check(one, one.parent.parent, str(one.parent.parent), "en")
            outcomes = run_cases(check, one)
        except (CheckLoadError, CasesError) as error:
            lines.append(f"{one.parent.name}.{one.name}: {error}")
            failed += 1
            continue
        broken = [outcome for outcome in outcomes if outcome.fault]
        lines += [f"{check.id}: {outcome.name}: {outcome.fault}" for outcome in broken]
        failed += len(broken)
        passed += len(outcomes) - len(broken)
    return [*lines, f"{passed} passed, {failed} failed"], failed


def _below(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("*/*/check.py"))
