"""Starting, watching and stopping the programs of the local stack."""
