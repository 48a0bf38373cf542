"""The same call from several sources: which calls are one, by which reasons, and who leads.

Pure: calls and facts in, groups out. Two calls of one source are never the same.
"""
