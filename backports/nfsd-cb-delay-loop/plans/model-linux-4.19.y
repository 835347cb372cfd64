961b4b5e86bf to pick
