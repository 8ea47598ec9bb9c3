"""Asks servers which versions and ciphers they agree to, with first messages of our own.

The `ssl` module cannot: it offers only what this computer's OpenSSL allows, and a refusal of its
own looks like the server's.
"""
