"""An editor's clicks and words in a browser into files of plan/ and content/, and into what the public sees."""
