"""What is posted: hashtags, sounds, hours, styles, and sponsored against organic."""
