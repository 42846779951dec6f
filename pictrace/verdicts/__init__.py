"""What a hit is, in a word, and how sure that is."""
