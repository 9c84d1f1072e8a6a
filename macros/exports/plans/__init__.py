"""Plans and the units they name as open data."""
