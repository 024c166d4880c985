"""The commands, one file each or one for a group; those of `webhooks` have a package.

Each file reads its options, calls the packages beside this one, and prints. `cli/main.py` lists
the commands and imports one when it is used.
"""
