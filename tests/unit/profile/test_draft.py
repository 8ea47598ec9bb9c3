"""A first profile: whatever was said, it can be read, and says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.profile.draft import Draft, DraftAccount, draft_text
from digiamen_scan.profile.load import profile_of_text
from digiamen_scan.words import words_for

LINES = st.sampled_from(
    (
        "Association Exemple",
        "no",
        "1e5",
        "a: b # c",
        "\"quoted\" 'twice'",
        "جمعية",
        "- x",
        "{y}",
        "\\",
    )
)
ACCOUNTS = st.builds(DraftAccount, LINES, st.booleans())
DRAFTS = st.builds(
    Draft,
    language=st.sampled_from(("en", "fr", "ar")),
    name=st.one_of(st.just(""), LINES),
    contact=st.one_of(st.none(), st.tuples(LINES, LINES)),
    domains=st.lists(st.sampled_from(("example.org", "example.net")), unique=True).map(tuple),
    computers=st.one_of(st.none(), st.integers(0, 9999)),
    files_here=st.booleans(),
    folders=st.lists(st.sampled_from(("~/Dossiers", "C:\\Files", "/srv/a b")), unique=True).map(
        tuple
    ),
    accounts=st.lists(ACCOUNTS, unique_by=lambda account: account.name).map(tuple),
)


@given(DRAFTS)
def test_what_was_said_is_read_again(draft: Draft) -> None:
    profile = profile_of_text(draft_text(draft, words_for(draft.language)), "draft")
    assert profile.organisation.name == draft.name
    assert profile.organisation.language == draft.language
    assert tuple(one.name for one in profile.named_domains) == draft.domains
    assert profile.devices.expected == draft.computers
    assert profile.devices.exposure == (3 if draft.files_here else 2)
    assert profile.devices.sensitive_folders == draft.folders
    assert {(one.role, one.say) for one in profile.contacts} == ({draft.contact} - {None})
    assert {(one.name, one.exposure) for one in profile.accounts} == {
        (one.name, 3 if one.holds_children else 2) for one in draft.accounts
    }


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_what_was_left_out_stands_there_as_a_remark(lang: str) -> None:
    text = draft_text(Draft(language=lang), words_for(lang))
    assert "#   - name: example.org" in text.splitlines()
    assert profile_of_text(text, "draft").domains == ()
