961b4b5e86bf already there
