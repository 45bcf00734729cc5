"""Words that say better or worse, wherever a table or a chart marks them; the analysis chose them by its metric."""

GOOD = {"better", "met", "on time", "delivered"}
BAD = {"worse", "missed", "missing", "late", "partly"}
