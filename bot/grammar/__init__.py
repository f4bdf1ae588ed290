"""The language people type: commands, orders, quantities, days, names. Pure functions: no database, no clock."""
