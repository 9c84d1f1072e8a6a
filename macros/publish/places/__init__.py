"""A release into the place where readers get it: a server, or a folder."""
