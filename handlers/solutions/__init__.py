"""Standard solutions in the place of drawings: compared, offered with a date, taken, and looked at after a change."""
