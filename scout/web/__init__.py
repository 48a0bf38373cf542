"""The pages of our own that a mail leads to: served on loopback, behind a proxy that speaks TLS."""
