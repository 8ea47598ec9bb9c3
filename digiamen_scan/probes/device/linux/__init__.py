"""Linux: read without administrator rights, in any display language."""
