"""The current generation of the API, 2026-03-30: items, webhooks, their events and test events.

https://www.quo.com/docs/2026-03-30. Each endpoint is a function in data.py or webhooks.py;
emulator/openphone/routes.py says which path leads to it.
"""
