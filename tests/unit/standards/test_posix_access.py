"""Who gets into a folder, against a plain reading of acl(5)."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.folders import Readers
from digiamen_scan.standards.storage.posix_access import (
    Account,
    Accounts,
    AclEntry,
    Rights,
    parse_accounts,
    parse_acl,
    readers,
)

ROOT, AMINA, OTHER, STAFF, USERS, UNLISTED = 0, 1000, 1001, 50, 100, 9999
PEOPLE = """\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
amina:x:1000:1000::/home/amina:/bin/bash
other:x:1001:1001::/home/other:/bin/bash
# a comment
broken:x:many:few:::
"""
GROUP = """\
root:x:0:
daemon:x:1:
amina:x:1000:
other:x:1001:
staff:x:50:other
users:x:100:amina
remote:x:60:somebody
alone:x:70:amina,root
"""
ACCOUNTS = parse_accounts(PEOPLE, GROUP)
TOP = Rights(ROOT, ROOT, 0o755)
OPEN_HOME = Rights(AMINA, AMINA, 0o755)
CLOSED_HOME = Rights(AMINA, AMINA, 0o700)


def folder(mode: int, group: int = AMINA, *acl: AclEntry) -> Rights:
    return Rights(AMINA, group, mode, acl)


def with_list(mode: int, *named: AclEntry, mask: int = 7, group: int = 0) -> Rights:
    base = (AclEntry(1, 7, 0), AclEntry(4, group, 0), AclEntry(0x10, mask, 0), AclEntry(0x20, 0, 0))
    return Rights(AMINA, AMINA, mode, (*base, *named))


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ([TOP, OPEN_HOME, folder(0o700)], "owner"),
        ([TOP, OPEN_HOME, folder(0o755)], "everybody"),
        ([TOP, OPEN_HOME, folder(0o704)], "everybody"),
        ([TOP, OPEN_HOME, folder(0o701)], "everybody"),
        ([TOP, OPEN_HOME, folder(0o702)], "owner"),
        ([TOP, CLOSED_HOME, folder(0o777)], "owner"),
        ([TOP, Rights(AMINA, AMINA, 0o711), folder(0o755)], "everybody"),
        ([TOP, Rights(AMINA, AMINA, 0o744), folder(0o755)], "owner"),
        ([Rights(ROOT, ROOT, 0o700), OPEN_HOME, folder(0o777)], "owner"),
        ([TOP, OPEN_HOME, folder(0o750)], "owner"),
        ([TOP, OPEN_HOME, folder(0o750, STAFF)], "some"),
        ([TOP, OPEN_HOME, folder(0o710, STAFF)], "some"),
        ([TOP, OPEN_HOME, folder(0o750, USERS)], "owner"),
        ([TOP, OPEN_HOME, folder(0o750, 70)], "owner"),
        ([TOP, OPEN_HOME, folder(0o750, 60)], "some"),
        ([TOP, OPEN_HOME, folder(0o750, ROOT)], "owner"),
        ([TOP, OPEN_HOME, folder(0o750, UNLISTED)], "unseen"),
        ([TOP, CLOSED_HOME, folder(0o750, STAFF)], "owner"),
        ([TOP, Rights(AMINA, STAFF, 0o710), folder(0o750, STAFF)], "some"),
        ([TOP, Rights(AMINA, STAFF, 0o750), folder(0o705)], "some"),
        ([TOP, OPEN_HOME, folder(0o705, STAFF)], "everybody"),
        ([folder(0o700)], "owner"),
        ([Rights(ROOT, ROOT, 0o755)], "everybody"),
    ],
)
def test_bits_of_the_folder_and_of_all_above_it(way: list[Rights], expected: Readers) -> None:
    assert readers([way], ACCOUNTS) == expected


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (with_list(0o770, AclEntry(2, 5, OTHER)), "some"),
        (with_list(0o770, AclEntry(2, 5, OTHER), mask=0), "owner"),
        (with_list(0o770, AclEntry(2, 0, OTHER)), "owner"),
        (with_list(0o770, AclEntry(2, 5, AMINA)), "owner"),
        (with_list(0o770, AclEntry(8, 4, STAFF)), "some"),
        (with_list(0o770, AclEntry(8, 4, USERS)), "owner"),
        (with_list(0o770, AclEntry(8, 4, UNLISTED)), "unseen"),
        (with_list(0o770, AclEntry(2, 4, UNLISTED)), "unseen"),
        (with_list(0o770, AclEntry(2, 4, UNLISTED), mask=3), "owner"),
        # With a list the group bits of the mode are the mask, not the group's own rights.
        (with_list(0o750), "owner"),
        (with_list(0o705, AclEntry(2, 0, OTHER)), "everybody"),
    ],
)
def test_access_control_lists(rights: Rights, expected: Readers) -> None:
    assert readers([[TOP, OPEN_HOME, rights]], ACCOUNTS) == expected


def test_a_list_on_the_way_lets_one_person_through() -> None:
    media = with_list(0o750, AclEntry(2, 5, OTHER), group=5)
    assert readers([[TOP, media, folder(0o777)]], ACCOUNTS) == "some"
    assert readers([[TOP, with_list(0o750, AclEntry(2, 5, AMINA)), folder(0o777)]], ACCOUNTS) == (
        "owner"
    )


def test_one_open_way_is_enough() -> None:
    closed, wide = [TOP, CLOSED_HOME, folder(0o755)], [TOP, folder(0o755)]
    assert readers([closed, wide], ACCOUNTS) == "everybody"
    assert readers([closed], ACCOUNTS) == "owner"


def test_the_owner_of_the_home_folder_is_no_stranger_to_what_lies_in_it() -> None:
    assert readers([[TOP, CLOSED_HOME, Rights(ROOT, ROOT, 0o755)]], ACCOUNTS) == "owner"


def test_a_second_way_makes_nobody_an_owner() -> None:
    theirs = [TOP, Rights(OTHER, OTHER, 0o700), folder(0o705)]
    assert readers([[TOP, CLOSED_HOME, folder(0o705)], theirs], ACCOUNTS) == "some"


def test_no_way_seen_is_unseen() -> None:
    assert readers([], ACCOUNTS) == "unseen"
    assert readers([[]], ACCOUNTS) == "unseen"


def test_without_lists_of_accounts_rights_of_a_group_are_unseen() -> None:
    assert readers([[TOP, OPEN_HOME, folder(0o750)]], Accounts()) == "unseen"
    assert readers([[TOP, OPEN_HOME, folder(0o700)]], Accounts()) == "owner"
    assert readers([[TOP, OPEN_HOME, folder(0o705)]], Accounts()) == "everybody"


@given(st.integers(0, 0o777), st.integers(0, 0o777), st.sampled_from([AMINA, STAFF, USERS]))
def test_taking_everything_from_others_always_closes_it(above: int, mode: int, group: int) -> None:
    way = [TOP, Rights(AMINA, group, above), Rights(AMINA, group, mode & 0o700)]
    assert readers([way], ACCOUNTS) == "owner"
    wide = [TOP, Rights(AMINA, group, above | 0o001), Rights(AMINA, group, mode | 0o005)]
    assert readers([wide], ACCOUNTS) == "everybody"


def test_accounts_are_read_with_their_groups() -> None:
    assert Account(OTHER, frozenset({OTHER, STAFF})) in ACCOUNTS.known
    assert Account(None, frozenset({60})) in ACCOUNTS.known
    assert {0, 1, STAFF, USERS} <= ACCOUNTS.groups
    assert parse_accounts("\x00:::\n" * 10, "nonsense") == Accounts()


def test_a_list_is_read_as_the_kernel_writes_it() -> None:
    raw = struct.pack("<I", 2) + struct.pack("<HHI", 2, 5, OTHER) + struct.pack("<HHI", 0x10, 7, 0)
    assert parse_acl(raw) == (AclEntry(2, 5, OTHER), AclEntry(0x10, 7, 0))


@pytest.mark.parametrize(
    "raw", [b"", b"\x02", b"\x01\0\0\0", b"\x02\0\0\0\x01", struct.pack("<IHHI", 2, 3, 7, 0)]
)
def test_what_is_no_list_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"not an access|unknown kind"):
        parse_acl(raw)


@given(st.binary(max_size=64))
def test_any_bytes_are_a_list_or_refused(raw: bytes) -> None:
    try:
        found = parse_acl(raw)
    except ValueError:
        return
    assert len(found) * 8 + 4 == len(raw)
