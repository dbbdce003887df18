"""Which readings of a field are right, and how sure that is."""
