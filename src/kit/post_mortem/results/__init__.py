"""What the campaign reached, moved and set off."""
