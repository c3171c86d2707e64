"""The tablet's durable memory: deposits without order or time, counters, spent codes, events."""
