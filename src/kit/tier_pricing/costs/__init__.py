"""What a view, an engagement and an order cost, small creators against large ones."""
