"""How far a plan is explained: not at all, in its main points, or in all."""

NONE, BRIEF, FULL = "none", "brief", "full"
DEPTHS = (NONE, BRIEF, FULL)
