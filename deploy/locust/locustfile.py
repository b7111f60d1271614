"""Locust users as callers of Hedgerow, with timeouts from 500 to 1000 ms.

A request succeeds if a correct answer, or a 503 with a known reason, arrives within its timeout. Late
answers, wrong bodies and other statuses are failures.

    locust -f locustfile.py --host http://localhost:8000 --headless -u 50 -r 10 -t 30s --html report.html

LATENESS_GRACE_MS (default 100): how late an answer may be before it counts as a failure. Locust's
users share one thread, so on a busy machine they all measure too much.
"""

import os
import random
import time

from locust import FastHttpUser, between, task

GRACE_MS = float(os.environ.get("LATENESS_GRACE_MS", "100"))
KNOWN_REASONS = {"deadline", "upstream-failed", "overloaded"}


def is_success(body):
    return isinstance(body, dict) and isinstance(body.get("time"), int)


def is_list_of_successes(body, fewest):
    return isinstance(body, list) and fewest <= len(body) <= 3 and all(map(is_success, body))


class Caller(FastHttpUser):
    wait_time = between(0.1, 0.5)

    @task(10)
    def smart(self):
        self.ask("smart", lambda body: is_success(body) and is_success(body.get("api")))

    @task(3)
    def first(self):
        self.ask("first", is_success)

    @task(2)
    def within_timeout(self):
        self.ask("within-timeout", lambda body: is_list_of_successes(body, 0))

    @task(1)
    def all(self):
        self.ask("all", lambda body: is_list_of_successes(body, 1))

    def ask(self, endpoint, is_right):
        timeout_ms = random.randint(500, 1000)
        path = f"/api/{endpoint}"
        start = time.perf_counter()
        with self.client.get(
            f"{path}?timeout={timeout_ms}", name=path, catch_response=True
        ) as answer:
            taken_ms = (time.perf_counter() - start) * 1000
            problem = wrong(answer, endpoint, is_right)
            if taken_ms > timeout_ms + GRACE_MS:
                problem = f"late: {taken_ms:.0f} ms of {timeout_ms}"
            if problem:
                answer.failure(problem)
            else:
                answer.success()


def wrong(answer, endpoint, is_right):
    """What is wrong with the answer, or None."""
    try:
        body = answer.json()
    except ValueError:
        return f"status {answer.status_code}, no JSON: {answer.text!r:.100}"
    if answer.status_code == 200:
        return None if is_right(body) else f"wrong body: {body!r:.100}"
    if answer.status_code == 503 and endpoint != "within-timeout":
        is_problem = answer.headers.get("Content-Type") == "application/problem+json"
        reason = body.get("reason") if is_problem else None
        return None if reason in KNOWN_REASONS else f"503 with an unknown reason: {reason}"
    return f"status {answer.status_code}: {body!r:.100}"
