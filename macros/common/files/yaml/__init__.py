"""The text of a YAML file → plain values, each with its line."""
