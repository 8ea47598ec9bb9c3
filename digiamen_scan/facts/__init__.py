"""Facts: frozen dataclasses only, one file a subject. They say what was seen, never whether it is good."""
