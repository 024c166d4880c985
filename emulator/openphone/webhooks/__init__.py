"""Webhooks as the vendor keeps them: registered.py, and the deliveries to them.

Knows neither HTTP endpoints nor the shapes of events. Begin with sender.py, which attempts
each delivery on the vendor's schedule.
"""
