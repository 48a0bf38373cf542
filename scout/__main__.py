"""``python -m scout``: the same as the command ``scout``."""

from scout.cli.main import main

if __name__ == "__main__":
    main()
