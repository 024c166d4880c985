"""What OpenPhone (now Quo) sends and answers; no cloud, no web framework, no other part.

`signatures` verifies a delivery, `events` reads its body into one normalised event, `fetched`
turns what the REST API returns into the same events, and `api` talks to that API. Only `api` does
I/O. Every part may import this package; begin with `events/reading.py`.
"""
