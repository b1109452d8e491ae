"""Measurements that anyone can rerun: `make bench`. What they mean stands in docs/matning.md."""
