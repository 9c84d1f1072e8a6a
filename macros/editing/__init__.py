"""What an editor answers into files of plan/ and content/."""
