"""The simulated vendor: both generations of OpenPhone's API, and its webhooks.

`v1` and `current` (API 2026-03-30) are the two generations; `workspace` is the business that
they show, `webhooks` what is registered and delivered, `scenarios` what happens in the business.
Begin with app.py, which wires them together, and context.py. The stack imports this package; no
service does, and the command line uses it over HTTP alone.
"""
