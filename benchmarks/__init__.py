"""Timing: how fast the engines are, beside their peers."""
