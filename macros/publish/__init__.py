"""A built site into a release that the public sees, and back."""
