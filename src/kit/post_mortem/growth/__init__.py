"""Views at the same age, where they will end, and beside what is usual."""
