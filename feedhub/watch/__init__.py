"""Whether a source still gives what it used to: gaps in its list, drift of its yield, and what to say of it. Pure.

Conservative: a publisher who writes less, or a list that is always short, is no incident.
"""
