"""What people see: widgets, shell and themes, by pictures, by clicks and through a real terminal."""
