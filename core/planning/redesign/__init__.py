"""What another bill of materials does to everything that is planned."""
