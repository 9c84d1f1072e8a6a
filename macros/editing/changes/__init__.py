"""What an editor means to change into the same file with only those lines changed."""
