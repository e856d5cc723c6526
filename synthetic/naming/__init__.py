"""How Indonesians are named, region by region: words, patterns, and names drawn for millions of people at once."""
