"""The processor: a Cloud Run service that merges pushed events into Firestore documents.

Begin with `app`, the rules for answering a push. `planning` decides what an event changes, without
I/O; `store` carries it out on Firestore. `main` wires them; nothing else imports this package.
"""
