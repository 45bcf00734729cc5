"""What the campaign added, and how far that can be believed."""
