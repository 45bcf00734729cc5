"""Reports: notebooks found, run, and written as pages and data."""
