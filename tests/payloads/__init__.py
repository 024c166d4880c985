"""Example events of every shape, and the documents each of them must leave in Firestore.

`<shape>.jsonl` holds one event a line, byte for byte as it is sent. `expected/<shape>/` holds
one file a line, in the same order: the documents that the line alone makes in an empty
database. `expected/combined.json` holds what all lines together make. All of it is written by
hand from the vendor's documentation and the data model, never produced by the code under test:
where a test disagrees, read the documentation again before touching the file.
"""
