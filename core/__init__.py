"""The rules: orders, promises, supply, production, planning, people. Imports nothing else of ours."""
