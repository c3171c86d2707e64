"""The staff's side: who may do what and when, shifts, sheets. Nothing here can read a choice."""
