"""The host that has other machines help: parts of a plan, and scenarios, are handed to a Dask cluster."""
