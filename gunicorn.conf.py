"""Gunicorn's settings, the same for script/server and for the Procfile."""

import os

from gunicorn.workers.base import Worker

bind = f"{os.environ.get('OXINIGHT_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"
worker_class = "gthread"
workers = 1
threads = 16
timeout = 120
graceful_timeout = 25
preload_app = True
accesslog = None
control_socket_disable = True


def post_worker_init(worker: Worker) -> None:
    """Start the embedded engine in the process that serves, and end its streams when it is to stop."""
    from app import application

    application.serve_while(lambda: worker.alive)
    application.start_engine()


def worker_exit(server: object, worker: object) -> None:
    """Let running jobs end, or put them back."""
    from app import application

    application.stop_engine()
