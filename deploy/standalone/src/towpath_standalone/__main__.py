"""``python -m towpath_standalone`` is the ``towpath`` command."""

from towpath_standalone.cli import main

if __name__ == "__main__":
    main()
