"""The sample business, for the demo and the simulated OpenPhone.

day.jsonl holds one delivery a line, in the order of arrival, exactly as OpenPhone would send
the body; workspace.json the same business as the API shows it; media/ the files that both
name. All names, numbers and addresses are invented. Begin with day.py, which reads them.
"""
