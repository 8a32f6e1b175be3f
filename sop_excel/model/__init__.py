"""The mathematics: two formulations of one model, the engine, and our own proof of every answer."""
