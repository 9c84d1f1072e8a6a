"""Records into the pages of the site, each with its address and what is known of it."""
