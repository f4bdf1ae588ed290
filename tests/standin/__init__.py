"""A second Feishu, so that the program is not only right about our own sandbox.

Written from the platform's reference and the public contract alone: it shares no code with the program or its sandbox,
speaks plain HTTP on loopback to a real `tongpin serve`, and refuses what the platform would refuse.
"""
