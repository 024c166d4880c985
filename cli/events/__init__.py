"""Records of events and dead letters, read and replayed; knows Google's services by interface.

The commands import this, and so do `cli.google`, `cli.sending` and `cli.backfill`. Begin with
`records.py`.
"""
