"""Serves the inbox page on this machine, with the settings that point it to the local stack.

Begin with app.py; files.py says which files of inbox/ and of the samples a browser may fetch.
Only emulator/stack.py and tests import this.
"""
