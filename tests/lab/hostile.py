"""Texts that a hostile domain would publish to deceive a reader or break a report."""

from __future__ import annotations

ESCAPE = "\x1b"

HOSTILE_STRINGS: tuple[str | bytes, ...] = (
    f"clear {ESCAPE}[2J{ESCAPE}[31mred{ESCAPE}[0m",
    (
        f"title {ESCAPE}]0;owned\x07 link "
        f"{ESCAPE}]8;;https://evil.example{ESCAPE}\\here{ESCAPE}]8;;{ESCAPE}\\"
    ),
    "[bold]x[/b] [link=https://evil.example]click[/link] [/]",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "order \u202egnp.exe \u2066isolated\u2069 \u200f\u200b",
    "one-byte control \u009b31m and raw",
    b"raw C1 \x9b31m \x85",
    "line\r\nbreak\tand\x00nul\x7f",
    '=HYPERLINK("https://evil.example","pay")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "`code` | table | [link](https://evil.example) {braces} %s %(n)s",
)

_GIANT_RECORDS = 59
GIANT_STRINGS: tuple[str, ...] = tuple(
    f"filler-{number:02d} {'x' * 270}" for number in range(_GIANT_RECORDS)
)
"""With a domain's SPF or DMARC record beside them, 60 records of 17 KB."""
