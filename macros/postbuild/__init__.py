"""A built site into problems found in it, a search index, and a manifest of its files."""
