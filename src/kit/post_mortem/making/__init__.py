"""Which ways of making and booking a video went with better results."""
