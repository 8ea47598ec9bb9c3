"""Finds the checks: every `<family>/<name>/check.py` below a folder, without a list."""

import fnmatch
import hashlib
import importlib
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.engine.builtin import builtin_root
from digiamen_scan.engine.circles import check_circles
from digiamen_scan.engine.guide import GuideError, guide_files, read_guide
from digiamen_scan.model.checks import Check, declared_checks
from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Need, Now, fact_info, needs_of
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.guides import Guide
from digiamen_scan.model.questions import Answers

BUILTIN = "builtin"
ENTRY_POINTS = "digiamen.checks"
PLUGIN_FAULT = "plugin"
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


class CheckLoadError(Exception):
    """A check folder that cannot be used, with the reason."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All checks by id, in the order of their ids, and what could not be loaded."""

    checks: Mapping[str, Check]
    faults: tuple[Fault, ...] = ()

    def select(self, only: Iterable[str], skip: Iterable[str]) -> tuple[Check, ...]:
        """Return the checks whose id or family matches a pattern of `only` and none of `skip`."""
        wanted, unwanted = tuple(only) or ("*",), tuple(skip)
        return tuple(
            check
            for check in self.checks.values()
            if _matches(check.id, wanted) and not _matches(check.id, unwanted)
        )


def _matches(check_id: str, patterns: Iterable[str]) -> bool:
    names = (check_id, check_id.partition(".")[0])
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns for name in names)


@dataclass(frozen=True, slots=True)
class _Origin:
    folder: Path
    source: str


def load_catalogue(lang: str, folders: Sequence[Path] = ()) -> Catalogue:
    """Load the built-in checks, then those of entry points, then those of `folders`.

    A built-in check that is broken raises CheckLoadError; one from outside becomes a fault and
    the rest is loaded.
    """
    checks: dict[str, Check] = {}
    faults: list[Fault] = []
    for origin in (_Origin(builtin_root() / "checks", BUILTIN), *_plugins(faults, folders)):
        for folder in _check_folders(origin.folder):
            try:
                found = load_check(folder, origin.folder, origin.source, lang)
                if found.id in checks:
                    message = f"{found.id} is already a check of {checks[found.id].source}"
                    raise CheckLoadError(message)  # noqa: TRY301  # same way out as a broken one
            except CheckLoadError as error:
                if origin.source == BUILTIN:
                    raise
                faults.append(Fault(PLUGIN_FAULT, origin.source, clean(str(error))))
            else:
                checks[found.id] = found
    ordered = _without_circles(dict(sorted(checks.items())), faults)
    return Catalogue(ordered, tuple(faults))


def _without_circles(checks: dict[str, Check], faults: list[Fault]) -> dict[str, Check]:
    """Return the checks; only the built-in ones where those from outside close a circle."""
    try:
        check_circles({check.id: check.meta.after for check in checks.values()})
    except ValueError as error:
        own = {check.id: check for check in checks.values() if check.source == BUILTIN}
        if len(own) == len(checks):
            raise
        faults.append(Fault(PLUGIN_FAULT, "checks from outside", f"left out: {error}"))
        return _without_circles(own, faults)
    return checks


def _plugins(faults: list[Fault], folders: Sequence[Path]) -> Iterable[_Origin]:
    from importlib import metadata  # noqa: PLC0415  # 30 ms, and only a scan needs it

    for entry in sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        source = f"entry point {entry.name}"
        try:
            spec = importlib.util.find_spec(entry.value)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # the check boundary, as below
            faults.append(Fault(PLUGIN_FAULT, source, clean(f"cannot be imported: {error}")))
            continue
        places = list(spec.submodule_search_locations or ()) if spec else []
        if not places:
            faults.append(Fault(PLUGIN_FAULT, source, f"{entry.value} is not an installed package"))
        yield from (_Origin(Path(place), source) for place in places[:1])
    yield from (_Origin(folder, clean(f"folder {folder.name}")) for folder in folders)


def _check_folders(root: Path) -> list[Path]:
    return sorted(path.parent for path in root.glob("*/*/check.py"))


def load_check(folder: Path, root: Path, source: str, lang: str) -> Check:
    """Load one check folder below `root`; raises CheckLoadError with the reason."""
    check_id = f"{folder.parent.name}.{folder.name}"
    if not all(_NAME.match(part) for part in (folder.parent.name, folder.name)):
        message = f"{check_id}: a check's folders are named in lower case letters"
        raise CheckLoadError(message)
    declared = declared_checks(vars(_module(folder, root, source)))
    if len(declared) != 1:
        message = f"{check_id}: check.py must hold one function with @check, not {len(declared)}"
        raise CheckLoadError(message)
    judge, meta = declared[0]
    try:
        needs = needs_of(judge)
        guides = _guides(folder, lang)
    except (TypeError, NameError, GuideError, OSError, UnicodeDecodeError) as error:
        message = f"{check_id}: {error}"
        raise CheckLoadError(message) from error
    check = Check(check_id, meta, judge, needs, guides, source)
    _refuse_strangers(check)
    return check


def _refuse_strangers(check: Check) -> None:
    for need in check.needs:
        if need.fact in {Now, Answers}:
            continue
        info = fact_info(need.fact)
        if info is None or (info.target is not check.meta.target and not need.each):
            message = f"{check.id}: {need.parameter} is not a fact of a {check.meta.target}"
            raise CheckLoadError(message)
    if check.meta.questions and not _asks(check.needs):
        message = f"{check.id}: it has questions but no parameter of type Answers"
        raise CheckLoadError(message)


def _asks(needs: Iterable[Need]) -> bool:
    return any(need.fact is Answers for need in needs)


def _guides(folder: Path, lang: str) -> dict[str, Guide]:
    files = guide_files(folder)
    wanted = {key: path for key, path in files.items() if key in {lang, "en"}} or files
    if not wanted:
        message = "there is no guide"
        raise FileNotFoundError(message)
    return {key: read_guide(path, key) for key, path in wanted.items()}


def _module(folder: Path, root: Path, source: str) -> object:
    package = _mount(root, source)
    name = f"{package}.{folder.parent.name}.{folder.name}.check"
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:  # the check boundary: it may do anything, even exit
        message = f"{folder.parent.name}.{folder.name}: {type(error).__name__}: {error}"
        raise CheckLoadError(message) from error


def _mount(root: Path, source: str) -> str:
    """Make a checks folder importable under a name of its own, the same in checkout and wheel."""
    tag = "" if source == BUILTIN else "_" + hashlib.sha256(str(root).encode()).hexdigest()[:8]
    name = f"digiamen_checks{tag}"
    if name not in sys.modules:
        spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(root)]
        sys.modules[name] = importlib.util.module_from_spec(spec)
    return name
