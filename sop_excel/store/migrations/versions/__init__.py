"""The steps from one version of the schema to the next; a step that was once released never changes."""
