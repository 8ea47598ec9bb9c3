"""The only code that touches the world: each probe reads, then parses."""
