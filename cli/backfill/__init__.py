"""The backfill: reads OpenPhone's API and publishes what webhooks may have missed.

`openphone backfill` imports this. Begin with `run.py`, which reads the lists of `listings.py`,
hands their items to `sink.py`, and saves its state by `checkpoint.py`.
"""
