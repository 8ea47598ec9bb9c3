"""Who gets into a folder: permission bits and access control lists, as acl(5) combines them.

A way into a folder is the rights of every folder from `/` down to it. Getting in takes the right
to search each folder on the way, and to search or list the last one.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from digiamen_scan.facts.folders import Readers

READ, SEARCH = 4, 1
_OWNER, _NAMED_USER, _GROUP, _NAMED_GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_TAGS = frozenset({_OWNER, _NAMED_USER, _GROUP, _NAMED_GROUP, _MASK, _OTHER})
_ACL_VERSION = 2
_HEADER, _ENTRY = struct.Struct("<I"), struct.Struct("<HHI")
_ALL = 7
_PASSWD_FIELDS, _GROUP_FIELDS = 7, 4


@dataclass(frozen=True, slots=True)
class AclEntry:
    """One entry of a list; `who` is the number of a user or group where the entry names one."""

    tag: int
    rights: int
    who: int


@dataclass(frozen=True, slots=True)
class Rights:
    """Owner, group, permission bits and list of one folder; `acl` is empty where it has none."""

    owner: int
    group: int
    mode: int
    acl: tuple[AclEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A person or program as the kernel knows it; `user` is None for one who owns nothing."""

    user: int | None
    groups: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of a computer, and the numbers of its groups."""

    known: tuple[Account, ...] = ()
    groups: frozenset[int] = frozenset()


ANYBODY = Account(None)
Way = Sequence[Rights]


def parse_acl(raw: bytes) -> tuple[AclEntry, ...]:
    """Read `system.posix_acl_access` (linux/posix_acl_xattr.h); ValueError for anything else."""
    body = raw[_HEADER.size :]
    version = _HEADER.unpack_from(raw)[0] if len(raw) >= _HEADER.size else None
    if version != _ACL_VERSION or len(body) % _ENTRY.size:
        raise ValueError("not an access control list")
    entries = tuple(AclEntry(*fields) for fields in _ENTRY.iter_unpack(body))
    if any(entry.tag not in _TAGS for entry in entries):
        raise ValueError("an entry of an unknown kind")
    return entries


def parse_accounts(passwd: str, group: str) -> Accounts:
    """Read the texts of passwd(5) and group(5); lines of another shape are left out."""
    groups = {
        int(row[2]): set(filter(None, row[3].split(",")))
        for row in _rows(group, _GROUP_FIELDS)
        if row[2].isdecimal()
    }
    people = {
        row[0]: (int(row[2]), int(row[3]))
        for row in _rows(passwd, _PASSWD_FIELDS)
        if row[2].isdecimal() and row[3].isdecimal()
    }
    joined: dict[str, set[int]] = {name: {main} for name, (_, main) in people.items()}
    for number, members in groups.items():
        for name in members:
            joined.setdefault(name, set()).add(number)
    known = tuple(
        Account(people[name][0] if name in people else None, frozenset(numbers))
        for name, numbers in joined.items()
    )
    return Accounts(known, frozenset(groups))


def _rows(text: str, fields: int) -> Iterator[list[str]]:
    rows = (line.split(":") for line in text.splitlines())
    return (row for row in rows if len(row) >= fields)


def readers(ways: Sequence[Way], accounts: Accounts) -> Readers:
    """Say who besides the owner and the administrator gets in, on whatever way.

    The first way is the folder's own. Whoever owns a folder on it counts as an owner too: a
    person's home folder can hold files that the administrator put there. `unseen` is the answer
    where a right is given to a group or a user that this computer does not list, and where there
    is no way at all.
    """
    ways = [way for way in ways if way]
    if not ways:
        return "unseen"
    if any(_gets_in(way, ANYBODY) for way in ways):
        return "everybody"
    allowed = {0, *(folder.owner for folder in ways[0])}
    others = [account for account in accounts.known if account.user not in allowed]
    if any(_gets_in(way, account) for way in ways for account in others):
        return "some"
    users = {account.user for account in accounts.known} | allowed
    strangers = [one for way in ways for one in _strangers(way[-1], users, accounts.groups)]
    if any(_gets_in(way, account) for way in ways for account in strangers):
        return "unseen"
    return "owner"


def _strangers(
    folder: Rights, users: Iterable[int | None], groups: Iterable[int]
) -> Iterator[Account]:
    """Yield an account for each user and group that a folder names and nobody lists."""
    named_groups = {folder.group, *(one.who for one in folder.acl if one.tag == _NAMED_GROUP)}
    named_users = {one.who for one in folder.acl if one.tag == _NAMED_USER}
    yield from (Account(None, frozenset({one})) for one in named_groups - set(groups))
    yield from (Account(one) for one in named_users - set(users))


def _gets_in(way: Way, account: Account) -> bool:
    *above, folder = way
    return all(_may(rights, account, SEARCH) for rights in above) and (
        _may(folder, account, READ) or _may(folder, account, SEARCH)
    )


def _may(rights: Rights, account: Account, right: int) -> bool:
    if account.user is not None and account.user == rights.owner:
        return bool(rights.mode >> 6 & right)
    mask = next((entry.rights for entry in rights.acl if entry.tag == _MASK), _ALL)
    for entry in rights.acl:
        if entry.tag == _NAMED_USER and entry.who == account.user:
            return bool(entry.rights & mask & right)
    by_group = list(_of_groups(rights, account))
    if by_group:
        return any(given & mask & right for given in by_group)
    return bool(rights.mode & right)


def _of_groups(rights: Rights, account: Account) -> Iterator[int]:
    """Yield what each group that an account is in may do."""
    if not rights.acl and rights.group in account.groups:
        yield rights.mode >> 3 & _ALL
    for entry in rights.acl:
        if entry.tag == _GROUP and rights.group in account.groups:
            yield entry.rights
        if entry.tag == _NAMED_GROUP and entry.who in account.groups:
            yield entry.rights
