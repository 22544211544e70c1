"""What is thrown at everything that reads foreign bytes: `targets`, and the ways to drive them."""
