"""Run the command line as `python -m agile_case`."""

import sys

from agile_case.cli import main

if __name__ == "__main__":
    sys.exit(main())
