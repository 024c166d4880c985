"""What the parts of the pipeline share: the Pub/Sub message, ids, logs, settings, HTTP.

Every part may import it; it knows none of them, and no cloud client. Begin with `message`, the
contract between the receiver, the command line and the processor. `http`, for the two services,
alone needs starlette: nothing is imported here, so that the others stay light.
"""
