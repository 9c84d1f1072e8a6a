"""A county's texts and those that it takes over → the places, offices, numbers and plans in them that are not its own."""
