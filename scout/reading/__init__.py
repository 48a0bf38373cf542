"""From a source's text to sections and facts. Pure: no store, no clock, no network."""
