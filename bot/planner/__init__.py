"""Works promises and plans out: in processes of its own beside `tongpin serve`, on a thread for everything else.

`child` is that process, `computing` what it does; `life`, `line` and `processes` are how the web process keeps them.
"""
