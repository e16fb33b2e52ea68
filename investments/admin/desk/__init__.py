"""The reading desk: articles, one article's candidates, and what becomes of its drafts."""
