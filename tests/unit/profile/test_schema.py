"""The published schema says the same as the loader, as far as a schema can."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from digiamen_scan.profile.document import plain, read_tree
from digiamen_scan.profile.schema import profile_schema

ROOT = Path(__file__).parents[3]
SAMPLE = Path(__file__).with_name("contract.yaml").read_text("utf-8")


def accepted(text: str) -> bool:
    tree = read_tree(text)
    assert tree is not None
    schema: Any = profile_schema()
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    return bool(validator.is_valid(plain(tree)))


def test_it_is_a_schema_of_2020_12() -> None:
    schema: Any = profile_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_it_accepts_the_contract_and_the_starters() -> None:
    assert accepted(SAMPLE)
    starters = sorted((ROOT / "profiles").glob("*.yaml"))
    assert starters
    assert all(accepted(starter.read_text("utf-8")) for starter in starters)


@pytest.mark.parametrize(
    "text",
    [
        "organisation: {}",
        "digiamen: 2",
        "digiamen: 1\ndomians: []",
        "digiamen: 1\ndomains: [example.org]",
        "digiamen: 1\ndomains: [{name: example.org, exposure: 4}]",
        "digiamen: 1\ndomains: [{name: example.org, mail: yes}]",
        "digiamen: 1\ndomains: [{name: example.org, expires: soon}]",
        "digiamen: 1\norganisation: {country: Morocco}",
        "digiamen: 1\naccounts: [{exposure: 2}]",
        "digiamen: 1\nexceptions: [{check: web.hsts, target: example.org, reason: later}]",
        "digiamen: 1\ndevices: {labels: {PC-1: {exposure: often}}}",
    ],
)
def test_it_refuses_what_the_loader_refuses(text: str) -> None:
    assert not accepted(text)


def test_every_key_is_described() -> None:
    schema: Any = profile_schema()
    groups = {"Profile": schema, **schema["$defs"]}
    silent = [
        f"{name}.{key}"
        for name, group in groups.items()
        for key, value in group.get("properties", {}).items()
        if not value.get("description")
    ]
    assert silent == []
    assert all(group.get("description") for group in groups.values())
