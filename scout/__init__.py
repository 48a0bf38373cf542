"""The application: collects funding calls, keeps their history, ranks them, writes digests."""

__version__ = "0.1.0"
