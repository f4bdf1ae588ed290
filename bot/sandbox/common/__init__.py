"""What every platform played here needs: state that survives, news for the page, a log of the wire."""
