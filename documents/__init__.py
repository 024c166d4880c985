"""The stored documents: where they live, what they hold, and how events merge into them. Pure.

Begin with `schema`, the documents as front ends read them, and `merge`, the algebra that makes the
order of events irrelevant. `activities`, `conversations` and `contacts` apply it; `records` keeps
the events themselves, `values` what Firestore can hold. The processor, the command line and the
local stack import this package; it imports only `openphone` and `pipeline`.
"""
