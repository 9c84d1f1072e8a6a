"""The responsibility table as CSV and as workbooks, and what all workbooks have in common."""
