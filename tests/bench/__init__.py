"""What the site costs, beside what others cost: `make bench`."""
