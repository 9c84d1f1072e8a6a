"""The text of a file → a record that knows where it stands, or what is wrong with it."""
