"""The local stack: the whole pipeline on one machine, on Google's own emulators.

Runs from a checkout with `python -m emulator`. `processes` runs Google's emulators and the two
services; `secret_manager`, `openphone` (the simulated vendor) and `inbox` are served by this
process; `demo` sends a sample day through all of it. Begin with stack.py. Nothing but tests
imports this package.
"""
