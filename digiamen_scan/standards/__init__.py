"""Pure interpretation of facts by public rules. No I/O, no clock."""
