"""The answers of an editor into a new record: one module a kind."""
