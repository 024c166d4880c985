"""The demo: sends the sample day through the local pipeline, and shows what became of it.

Begin with demo.py. samples.py sends, arrivals.py waits and judges, report.py makes the tables;
keys.py has the signing keys of the local stack. Only `python -m emulator` and tests import this.
"""
