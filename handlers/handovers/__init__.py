"""Handing over what somebody answers for, with acceptance."""
