"""The count: open claims, set aside, cut, mix, open ballots, tally, select, write the minutes."""
