"""A Secret Manager for one machine."""
