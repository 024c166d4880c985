"""Signing keys: how they are kept in Secret Manager."""
