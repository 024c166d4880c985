"""A Secret Manager for one machine, since Google has no emulator of it.

server.py speaks the real gRPC service, so that the receiver runs the code that it runs in
production; store.py keeps secrets in memory, and refuses what the service refuses. Knows nothing
of OpenPhone.
"""
