"""The model of a record and its values into the inputs of a form, and what was filled in back into values."""
