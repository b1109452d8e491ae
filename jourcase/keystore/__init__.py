"""The wrapped keys, in a database of their own: what is deleted here makes text unreadable in
every copy of the other database too.
"""
