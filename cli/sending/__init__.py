"""Sample events: posted by `delivery`, and compared with what is stored of them.

`openphone send` imports this. Begin with `deliveries.py`; the samples are in `samples/`.
"""
