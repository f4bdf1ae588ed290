"""The factory as planning sees it: master data, what is kept and what is coming, in one immutable snapshot."""
