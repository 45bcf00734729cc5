"""What a booking can be expected to bring: views, engagements, orders."""
