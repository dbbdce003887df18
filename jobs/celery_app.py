"""Celery as we use it: it carries ids to worker processes, and is trusted with nothing else.

The settings that matter are explained in https://docs.celeryq.dev/en/stable/userguide/configuration.html;
their reason is the same throughout: the jobs table is the truth, and a message may come twice or never.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any

from celery import Celery
from kombu.entity import Exchange, Queue

from jobs.queues import FAST, QUEUES
from jobs.ringing import Bell
from settings import Settings

RUN = "oxinight.run"
SHORT_JOBS_S = 1800
MARGIN_S = 600
BROKER_TRIES = 8  # 2 + 4 + … + 14 s: after a minute the platform starts the worker anew
URGENCY_STEPS = (0, 2, 5, 9)


def make_celery(settings: Settings) -> Celery:
    """The Celery app for these settings; nothing is connected yet."""
    app = Celery("oxinight", broker=settings.redis_url, set_as_current=False)
    app.conf.update(_messages(), **_workers(settings), **_broker(settings))
    return app


def send(app: Celery, bell: Bell, producer: object) -> None:
    """Tell the broker a job's id; raises kombu's OperationalError if it does not answer."""
    urgency = min(max(bell.priority // 10, 0), 9)
    app.send_task(RUN, (bell.job_id,), queue=bell.queue, priority=urgency, producer=producer)


def waiting(app: Celery) -> Mapping[str, int]:
    """How many messages lie in each queue."""
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        return {queue: Queue(queue, channel=channel).queue_declare().message_count for queue in QUEUES}


def longest_s(settings: Settings) -> int:
    """The hard limit of a job's time: nothing that works takes so long."""
    return max(SHORT_JOBS_S, int(settings.pdf_limits.document_s) + MARGIN_S)


def _messages() -> dict[str, Any]:
    return {
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_queues": [Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
        "task_default_queue": FAST,
        "task_create_missing_queues": False,
        "task_publish_retry_policy": {"max_retries": 1, "interval_start": 0},  # the second call is a new try
    }


def _workers(settings: Settings) -> dict[str, Any]:
    return {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": longest_s(settings),
        "worker_prefetch_multiplier": 1,  # with late acks: no job waits behind a running one
        "worker_concurrency": settings.workers,
        "worker_proc_alive_timeout": 60,  # a child imports nothing, but the machine may be busy
        "worker_lost_wait": 1.0,
        "worker_send_task_events": True,  # for Flower
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
    }


def _broker(settings: Settings) -> dict[str, Any]:
    is_tls = (settings.redis_url or "").startswith("rediss:")
    return {
        "broker_use_ssl": {"ssl_cert_reqs": ssl.CERT_REQUIRED} if is_tls else None,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": BROKER_TRIES,
        "broker_transport_options": {
            "global_keyprefix": "oxinight:",
            "visibility_timeout": longest_s(settings) + MARGIN_S,
            "priority_steps": list(URGENCY_STEPS),
            "socket_connect_timeout": 3,
            "socket_timeout": 30,
        },
    }
