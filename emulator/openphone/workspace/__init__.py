"""The simulated business: its lines, people, contacts, messages and calls, in memory.

workspace.py holds the items, in the fields of v1's API; generated.py adds as many as a test
needs, invented.py what a scenario does not give, both made by makers.py. The two generations of
the API read it, and scenarios change it.
"""
