"""The words of pages into the files of the full text: from nothing, or from those of the site before."""
