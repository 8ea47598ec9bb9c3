"""Facts: frozen dataclasses, one file a subject. What was seen, never whether it is good."""
