"""Tests that need several real services, and things that go wrong."""
