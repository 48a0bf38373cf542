"""Calls of the EU Funding & Tenders Portal: their fields and their English texts."""
