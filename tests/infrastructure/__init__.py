"""What the tests stand on: their own servers, and guards that turn noise into failure."""
