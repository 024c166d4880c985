"""Delivers events to a receiver as OpenPhone does, and follows them into Firestore.

Used by the command line (`send`, `webhooks test`), the rollout's smoke test and the local stack,
and importing none of them: only `openphone`, `pipeline` and requests. How Firestore is read, the
caller says. Begin with `receiver.py`, which posts; `signer.py` chooses key and scheme, `follow.py`
waits for the records.
"""

WEBHOOK_PATH = "/api/webhooks/openphone"
