"""The documents there are, one file each: which chapters they have, and what stands at their top."""
