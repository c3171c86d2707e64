"""Elections as Pabulib .pb files: read leniently, write strictly, check and recount on their own."""
