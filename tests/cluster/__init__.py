"""Plans with the help of other machines: a real scheduler and workers, each a process of its own."""
