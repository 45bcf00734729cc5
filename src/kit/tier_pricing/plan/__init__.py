"""How a budget is best spent, how sure that is, and what is agreed next."""
