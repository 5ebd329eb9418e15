"""What the threads of main.py import."""
