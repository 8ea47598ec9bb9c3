"""The table of providers is whole, and asks for no more than it says."""

from digiamen_scan.standards.mail.providers import PROVIDERS, ends_with, usual_selectors


def test_names_and_mail_hosts_are_nobody_elses() -> None:
    names = [one.name for one in PROVIDERS]
    endings = [ending for one in PROVIDERS for ending in one.mx]
    assert len(set(names)) == len(names)
    assert len(set(endings)) == len(endings)


def test_fixed_names_are_no_common_words_that_others_use() -> None:
    fixed = [selector for one in PROVIDERS if one.fixed for selector in one.selectors]
    assert set(fixed).isdisjoint({"default", "dkim", "mail", "s1", "s2", "k1"})
    assert all(one.selectors for one in PROVIDERS if one.fixed)


def test_the_burst_is_bounded_and_each_selector_is_a_name() -> None:
    selectors = usual_selectors()
    assert len(set(selectors)) == len(selectors) <= 60
    assert all(one == one.lower() and "." not in one for one in selectors)


def test_endings_are_whole_labels() -> None:
    assert ends_with("a.MCSV.net", ["mcsv.net"])
    assert ends_with("mcsv.net", ["mcsv.net"])
    assert not ends_with("notmcsv.net", ["mcsv.net"])
    assert not ends_with("", ["mcsv.net"])
