"""`digiamen privacy`: what is read, kept and contacted."""

from digiamen_scan.cli import options


def privacy(lang: options.Lang = None) -> None:
    """Say what digiamen reads, keeps and contacts, and what it never does."""
    from digiamen_scan.cli.loading import language  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.telling import tell_lines  # noqa: PLC0415  # as above
    from digiamen_scan.reports.terminal.privacy import privacy_lines  # noqa: PLC0415  # as above

    tell_lines(privacy_lines, language(lang))
