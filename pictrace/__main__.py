"""`python -m pictrace`."""

import sys

from pictrace.cli import main

if __name__ == "__main__":
    sys.exit(main())
