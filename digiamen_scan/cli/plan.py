"""`digiamen plan`: what a scan would ask, run and contact. Does none of it."""

from functools import partial

from digiamen_scan.cli import options


def plan(
    profiles: options.Profiles = None,
    domain: options.Domains = None,
    permission: options.Permission = False,
    only: options.Only = None,
    skip: options.Skip = None,
    lang: options.Lang = None,
    resolver: options.Resolver = None,
    ca_file: options.CaFile = None,
    allow_private: options.AllowPrivate = False,
    label: options.Label = None,
    offline: options.Offline = False,
    checks_dir: options.ChecksDirs = None,
) -> None:
    """Print everything that a scan would ask, run and contact; do none of it."""
    from digiamen_scan.cli.profiles import profile_paths  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.session import Selection, prepare  # noqa: PLC0415  # as above
    from digiamen_scan.cli.telling import tell_lines  # noqa: PLC0415  # as above
    from digiamen_scan.reports.terminal.plan import plan_lines  # noqa: PLC0415  # as above

    selection = Selection(
        domains=domain or (),
        permission=permission,
        only=only or (),
        skip=skip or (),
        lang=lang,
        resolver=resolver,
        ca_file=ca_file,
        allow_private=allow_private,
        label=label,
        offline=offline,
        checks_dirs=checks_dir or (),
    )
    for session in [prepare(selection, path) for path in profile_paths(profiles)]:
        found = session.plan
        lines = partial(
            plan_lines,
            checks=found.pairs(),
            contacts=found.contacts,
            commands=found.commands,
            questions=len(found.questions),
        )
        tell_lines(lines, session.words.lang)
