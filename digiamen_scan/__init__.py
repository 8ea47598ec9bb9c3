"""digiamen: a technical check-up for child-protection organisations."""

__version__ = "0.1.0"
