"""The receipt printer: what stands on a sheet, how it is laid out, how it reaches the paper.

`sheet` says what a sheet is made of, `receipt` makes the one of a visit, `letters` keeps to what the
printer can write, `commands` turns a sheet into ESC/POS, `wire` carries bytes to the device, `printer`
puts them together.
"""
