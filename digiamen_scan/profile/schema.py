"""The JSON Schema of the profile, for editors (`digiamen profile schema`)."""

from typing import cast

from digiamen_scan.profile.check import adapter
from digiamen_scan.profile.document import Plain
from digiamen_scan.profile.model import Profile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def profile_schema() -> dict[str, Plain]:
    """Return the schema, JSON Schema 2020-12, made of the model that files are checked by.

    It cannot say everything: rules between keys, and what makes a name usable, are the loader's.
    """
    made = cast("dict[str, Plain]", adapter(Profile).json_schema())
    return {"$schema": DIALECT, **made, "title": "digiamen profile"}
