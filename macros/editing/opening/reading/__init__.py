"""A file that somebody has been sent → the paragraphs and table rows of the plan in it, letter for letter."""
