"""What was paid, brought to one measure, and what others publish."""
