"""What commands read from and print to the terminal: options, times, tables, JSON, progress.

Knows the settings (`cli.config`) and nothing else of `cli`. Begin with `output.py`.
"""
