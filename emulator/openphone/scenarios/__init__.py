"""What happens in the simulated business, and the webhooks that hear of it.

scenarios.py plays one step of a scenario: a message comes in, a call rings or ends, a contact
changes. invented.py makes up the items that nobody gave.
"""
