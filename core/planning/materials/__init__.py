"""Material of sold orders over time: who has what, what is missing, by when it has to be there."""
