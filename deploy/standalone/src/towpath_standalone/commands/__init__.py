"""The subcommands of ``towpath``, one module each."""
