"""The words of articles and records into problems."""
