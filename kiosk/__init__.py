"""What a tablet is: catalogue, ballots, visit, sealing, vault, receipts, clock, settings, command line."""
