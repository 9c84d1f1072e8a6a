"""The HTML of a built page into what it holds, and what is wrong with how it is written."""
