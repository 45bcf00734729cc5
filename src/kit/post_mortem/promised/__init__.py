"""What was promised and what came: goals, deliveries, forecasts."""
