"""``python -m teamkpi`` is the command ``teamkpi``."""

from teamkpi.cli import main

if __name__ == "__main__":
    main()
