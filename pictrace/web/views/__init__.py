"""The pages, one a file, and the parts they share."""
