"""Every save into a snapshot that tells who changed what and can be taken back, without git."""
