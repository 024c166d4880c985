"""`python -m emulator.openphone`: the simulated OpenPhone alone."""

import sys

from emulator.openphone.app import main

if __name__ == "__main__":
    sys.exit(main())
