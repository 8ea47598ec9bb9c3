"""Makes a result of verdicts, tells it, and saves it."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from digiamen_scan.cli.options import Format
from digiamen_scan.cli.output import note, put, put_data, save
from digiamen_scan.cli.stop import Stop, Troubles
from digiamen_scan.engine.assemble import Assembler, assemble
from digiamen_scan.engine.catalogue import Catalogue
from digiamen_scan.engine.codes import Exit
from digiamen_scan.engine.judge import Judged
from digiamen_scan.model.checks import Check
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.results import Finding, Result, ScanInfo, Thresholds
from digiamen_scan.model.targets import Target
from digiamen_scan.profile.files import read_whole
from digiamen_scan.profile.model import Profile
from digiamen_scan.reports.json import ResultError, result_from_json, result_to_json, schema_text
from digiamen_scan.reports.terminal.layout import Line, layout
from digiamen_scan.reports.terminal.output import Output, output_for
from digiamen_scan.reports.terminal.report import render
from digiamen_scan.words import Words, words_for

MAX_BYTES = 50_000_000
HASHED = ".baseline"
SUFFIXES = (".json", HASHED)


@dataclass(frozen=True, slots=True)
class Teller:
    """Knows everything about a scan but its verdicts."""

    words: Words
    profile: Profile
    profile_given: bool
    catalogue: Catalogue
    checks: tuple[Check, ...]
    targets: tuple[Target, ...]
    scan: ScanInfo
    today: date
    thresholds: Thresholds
    faults: tuple[Fault, ...]
    compared: Callable[[Finding], Finding] | None = None

    def result(self, judged: Iterable[Judged]) -> Result:
        """Return the whole result in the scan's language."""
        return assemble(
            judged=judged,
            checks={check.id: check for check in self.checks},
            targets=self.targets,
            assembler=Assembler(self.words, self.profile, self.today),
            profile_given=self.profile_given,
            scan=self.scan,
            thresholds=self.thresholds,
            faults=(*self.catalogue.faults, *self.faults),
            compared=self.compared,
        )

    def with_targets(self, targets: tuple[Target, ...]) -> "Teller":
        """Return the same with other exposures."""
        return replace(self, targets=targets)


def refuse_unwritable(outputs: Sequence[Path], record: Path | None = None) -> None:
    """End before anything is scanned where a file could not be saved anyway."""
    for path in outputs:
        if path.suffix not in SUFFIXES:
            raise Stop(f"-o {path}: results are saved as .json, hashed ones as .baseline.")
    files = [("-o", path) for path in outputs] + [("--record", path) for path in [record] if path]
    for option, path in files:
        if not path.parent.is_dir():
            raise Stop(f"{option} {path}: there is no folder {path.parent}.")
        if path.exists() and not path.is_file():
            raise Stop(f"{option} {path}: this is not an ordinary file.")
    if record is not None and record.suffix in {".yaml", ".yml"}:
        raise Stop(f"--record {record}: a .yaml file may be your profile; choose another name.")
    seen: set[Path] = set()
    for option, path in files:
        if path.resolve() in seen:
            raise Stop(f"{option} {path}: two files cannot be saved under one name.")
        seen.add(path.resolve())


def tell(
    result: Result,
    catalogue: Catalogue,
    shape: Format = Format.TERMINAL,
    *,
    details: bool = False,
) -> None:
    """Write a result to standard output; a terminal's can carry the details."""
    if shape is Format.JSON:
        put_data(result_to_json(result))
    else:
        put(told(result, catalogue, details=details))


def told(result: Result, catalogue: Catalogue, *, details: bool) -> str:
    """Return a result as a terminal shows it, in a language that standard output can hold."""
    output = _output(result.scan.lang)
    words = words_for(output.lang)
    return render(result, catalogue.checks, words, output.look, details=details)


def tell_lines(make: Callable[[Words], list[Line]], lang: str) -> None:
    """Write lines to standard output, in a language that it can hold."""
    output = _output(lang)
    put(layout(make(words_for(output.lang)), output.look))


def _output(lang: str) -> Output:
    output = output_for(sys.stdout, lang, os.environ, sys.platform)
    if output.note:
        note(output.note)
    return output


def tell_schema() -> None:
    """Write the JSON Schema of results to standard output."""
    put_data(schema_text())


def tell_saved(
    path: Path, shape: Format, lang: str | None, folders: Sequence[Path], *, details: bool
) -> None:
    """Tell a result that was saved before."""
    from digiamen_scan.cli.loading import language, load_checks  # noqa: PLC0415  # as above

    try:
        result = result_from_json(read_whole(path, MAX_BYTES).decode(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text"
        raise Stop(f"{path} cannot be read: {reason}.") from None
    except ResultError as error:
        raise Stop(str(error)) from None
    shown = language(lang, result.scan.lang)
    result = replace(result, scan=replace(result.scan, lang=shown))
    tell(result, load_checks(shown, folders), shape, details=details)


def _as_file(result: Result, suffix: str) -> str:
    if suffix == HASHED:
        from digiamen_scan.cli.earlier import hashed  # noqa: PLC0415  # only for such a file

        return hashed(result)
    return result_to_json(result)


def save_all(result: Result, outputs: Sequence[Path]) -> None:
    """Save a result to each file; one that cannot be written does not keep the others from it."""
    troubles = Troubles()
    for path in outputs:
        with troubles.kept():
            save(path, _as_file(result, path.suffix).encode())
    troubles.code(Exit.FINE)
