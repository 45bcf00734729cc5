"""What a deal like this costs: the model of our own deals, the place of an offer, and what moves a price."""
