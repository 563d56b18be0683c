"""Trying plans by hand: levers, results that are refined while one looks, and the plan as a file."""
