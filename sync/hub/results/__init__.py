"""What a consultation gave, and how it went: figures that name nobody, remarks, and what facilitators saw."""
