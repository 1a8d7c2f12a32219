"""What holds for the whole product: settings, health, errors."""
