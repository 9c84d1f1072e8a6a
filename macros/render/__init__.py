"""Records and answers into a checked project and the HTML, styles and scripts of its site."""
