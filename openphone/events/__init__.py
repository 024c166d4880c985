"""Events: the body of a delivery, of any of the five shapes, read into one normalised event.

Begin with `reading`: its table says which reader takes which event type. `models` holds what
OpenPhone sends, `fields` and `event` what is made of it. `envelope` is all that the receiver
imports at every cold start: nothing is imported here, and there only the standard library.
"""
