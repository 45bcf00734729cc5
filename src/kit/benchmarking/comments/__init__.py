"""What people write under the videos."""
