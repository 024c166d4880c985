"""The operator's command line: webhooks, test events, recovery.

`main.py` lists the commands; each is a file in `commands/`. The packages beside it hold what the
commands do, and depend on each other in the order that pyproject.toml states. No other part of
the project imports this, except `deploy` for its clients.
"""
