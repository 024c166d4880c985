"""Webhook signatures: one scheme a module, read and verified without I/O."""
