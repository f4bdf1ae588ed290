"""What is seen: view models, wording in two languages, one template per card and platform."""
