"""The command line: thin, by subject. Each command reads, calls a verb of ``scout.jobs``, shows."""
