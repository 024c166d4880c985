"""v1 of the API: lists and single items, webhooks, and the events (v4) that those are sent.

https://www.quo.com/docs/mdx/api-reference. Each endpoint is a function in data.py or
webhooks.py; emulator/openphone/routes.py says which path leads to it.
"""
