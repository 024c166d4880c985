"""OpenPhone's REST API, both generations.

`protocol`, `v1` and `v2026` say without I/O what is asked and what an answer means; `client` sends
requests, by the rules of `retries`. For the command line; begin with `client`.
"""
