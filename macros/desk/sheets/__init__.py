"""Records into a workbook that an office works on, and a workbook back into what would change in them."""
