"""Plans as Excel workbooks: written from a scenario, filled in by planners, read back exactly."""
