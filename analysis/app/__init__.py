"""The page: one file without a network, or served live; nothing else imports it."""
