"""Webhooks, OpenPhone's registrations, as both generations of its API manage them.

The commands below `cli/commands/webhooks` import this. Begin with `webhook.py`; `creation.py`
makes webhooks or takes back what it made, `probe.py` follows a signed event.
"""
