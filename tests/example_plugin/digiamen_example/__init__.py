"""Checks of one's own: a folder `<family>/<name>/` for each."""
