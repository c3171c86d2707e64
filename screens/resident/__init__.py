"""What residents see, one file a screen; `route` says which screen shows which state of a visit."""
