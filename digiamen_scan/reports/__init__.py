"""A result, told to people and to programs."""
