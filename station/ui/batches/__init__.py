"""The page of batches: what is handed over, what came of it, and searching what was registered."""
