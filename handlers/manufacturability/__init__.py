"""Can it be made: designs are checked, rules are laid down and changed, waivers are asked for and granted."""
