"""A plan's lines → its items by their numbers, what it says of itself, and its goals in figures."""
