"""The program as a newcomer meets it: the real command, a real browser, the sample factory."""
