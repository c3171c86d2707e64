"""Locale catalogues, styles, the demo catalogue, fonts: data only, found through `importlib.resources`."""
