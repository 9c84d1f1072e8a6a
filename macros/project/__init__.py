"""The folders plan/ and content/ into records, and the ids that records name into what they mean."""
