"""The platforms' side, played on this machine over their real wire protocols."""
