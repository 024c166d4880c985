"""Serves the inbox page on this machine."""
