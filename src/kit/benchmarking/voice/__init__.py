"""Who speaks of the brand and its competitors."""
