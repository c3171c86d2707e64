"""The page itself: nothing from elsewhere, nothing of a browser, nothing for other pages."""
