"""What a message may hold: every field's kind, length, list and enumeration of wecom.md §4 to §7."""
