"""Rank texts against profiles and say why. Pure: no store, no settings, no clock."""
