"""A result told on a terminal, in short lines that can be read aloud.

Plain text with four ANSI styles, without Rich: its wrapping breaks records that are to be pasted,
its markup has to be kept away from everything that comes from outside, it decides about encodings
by itself, and it costs more to import than all of this.
"""
