"""What is here and what the public sees into what differs, and into a publication that tells how it goes."""
