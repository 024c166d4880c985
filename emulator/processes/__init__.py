"""The programs of the local stack: where they come from, how they start, stop and leave nothing.

launch.py finds Google's emulators, in the SDK (sdk.py) or in Docker (docker.py); services.py says
how the two services start, topics.py what they need in Pub/Sub. Begin with process.py, which
runs any program. Only emulator/stack.py and tests import this.
"""
