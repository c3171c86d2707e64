"""The hub: the city's gateway between the tablets, the register, the count and the central platform."""
