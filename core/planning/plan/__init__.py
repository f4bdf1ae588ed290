"""The plan as a whole: every open operation on a machine at a time, made, repaired, improved, checked and explained."""
