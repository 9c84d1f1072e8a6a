"""Files read and written: text and YAML with their lines, media by their bytes, whole or not at all."""
