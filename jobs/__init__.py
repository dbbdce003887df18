"""Jobs: what each does, who may run it, and the engines that do."""

from jobs.presence import workers_seen

__all__ = ["workers_seen"]
