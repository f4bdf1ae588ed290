"""The program is killed, again and again, while people order: nothing is lost and nothing happens twice."""
