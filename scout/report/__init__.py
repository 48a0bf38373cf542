"""The report of a project: one page that a browser shows, without asking anybody for anything."""
