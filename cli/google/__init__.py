"""Google's services, as the command line uses them."""
