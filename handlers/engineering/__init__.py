"""Engineering changes: written down, worked out, put in effect as new revisions; rivals told and rebased."""
