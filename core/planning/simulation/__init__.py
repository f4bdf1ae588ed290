"""A factory that is run for a while with promises made by the real engine, to see which of them are kept."""
