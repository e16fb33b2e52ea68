"""Writes that span rows: keyword-only functions, each in one transaction."""
