"""What people said under the campaign's videos."""
