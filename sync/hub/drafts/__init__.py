"""Consultations before they are published: kept, edited by several people, checked, published."""
