"""Webhooks as OpenPhone's API manages them."""
