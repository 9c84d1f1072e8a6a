"""Text as it is written in Chinese: characters, line ends, Markdown, HTML of others made harmless."""
