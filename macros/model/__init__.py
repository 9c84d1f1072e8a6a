"""What a file of plan/ or a front matter may state, as frozen records."""
