"""The office's records: from them to a scenario, and the simulated beside the observed."""
