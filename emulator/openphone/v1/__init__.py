"""v1 of the API: lists and single items, webhooks, and the events (v4) that those are sent.

https://www.quo.com/docs/mdx/api-reference. data.py and webhooks.py hold the endpoints,
and end with the table of their paths.
"""
