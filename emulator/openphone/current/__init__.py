"""The current generation of the API, 2026-03-30: items, webhooks, their events and test events.

https://www.quo.com/docs/2026-03-30. data.py and webhooks.py hold the endpoints, and end
with the table of their paths.
"""
