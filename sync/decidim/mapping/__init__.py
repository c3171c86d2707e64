"""From what Decidim says to what a catalogue holds. Nothing here asks the platform or writes a file."""
