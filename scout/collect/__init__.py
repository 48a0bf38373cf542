"""From a source to the store: a child process crawls, the parent judges and takes in."""
