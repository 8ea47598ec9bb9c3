"""Certificates and TLS of websites."""
