"""What is killed in earnest, and counted afterwards: `SIGKILL`, full disks, a network that is away.

Each test starts the web server as `bin/run` does, on a database of its own, speaks to it over HTTP,
and counts by plain SQL what was kept. Each kind of counting is also done on something that must
fail, so that we know that it can tell.
"""
