"""Files of office programs into what stands in them, or into the sentence that says why they are not opened."""
