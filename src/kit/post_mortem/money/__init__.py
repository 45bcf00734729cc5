"""What it cost, and what came back."""
