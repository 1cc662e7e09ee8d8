"""What a client does with each kind of thing."""
