"""What editors have, photos, articles written in Word, words as they type them, into Markdown and pictures of a page."""
