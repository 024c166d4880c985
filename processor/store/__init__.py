"""Firestore: reads what planning needs, commits what it decides, retries what lost a race.

Begin with `store`; `attempt` is one commit attempt, `database` alone talks to Firestore, `wire` is
its encoding. Two modules only add throughput: `batcher` (events that wait together share a
commit) and `cache` (what was committed need not be read again). Without them the processor
stores the same documents, merely slower; a test holds it to that.
"""
