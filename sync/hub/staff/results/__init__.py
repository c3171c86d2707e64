"""The results of a consultation in words: one content for the page, the paper and the spreadsheet."""
