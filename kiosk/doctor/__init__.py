"""`kiosk doctor`: looks at a device before it goes out. Each room of it looks at one thing.

`check` is what a finding says, `machine` what may be asked of a device, `this_machine` the real one,
`examination` all of them in order.
"""

from kiosk.doctor.check import Check, Verdict, answer
from kiosk.doctor.examination import findings

__all__ = ["Check", "Verdict", "answer", "findings"]
