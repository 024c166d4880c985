"""What one event changes, decided without I/O.

`job` reads a pushed message once; `plan` turns the job into a `Plan` (see `changes`), reading what
is stored through the small interface in `reader`. `activity` plans messages and calls,
`address_book` the vendor's contacts. The store drives it on Firestore, the proofs in memory, step
by step. Imports `documents`, `openphone` and `pipeline` alone.
"""
