"""The words of the project as types (DESIGN.md, section 2). Imports nothing but the standard library."""
