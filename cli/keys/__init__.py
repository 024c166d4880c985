"""Signing keys: the text of the secret that holds them, its versions, and how keys are added.

Knows Secret Manager by interface; `cli.google.secret_manager` has it. The commands and
`cli.webhooks` import this. Begin with `key_text.py`.
"""
