#!/bin/sh
# Take one role of the office and become it: `exec`, so that a stop reaches the program itself.
set -eu

role=${1:-web}
[ $# -eq 0 ] || shift

case $role in
  web)
    # Threads wait for the database while others work; a worker that has grown is replaced. No
    # access log: what is searched for may be a person's name.
    exec gunicorn config.wsgi \
      --bind "0.0.0.0:${PORT:-8000}" \
      --worker-class gthread \
      --workers "${WEB_PROCESSES:-2}" \
      --threads "${WEB_THREADS:-4}" \
      --timeout 60 \
      --graceful-timeout 30 \
      --max-requests 10000 \
      --max-requests-jitter 1000 \
      --worker-tmp-dir /dev/shm \
      "$@"
    ;;
  worker)
    exec celery -A config worker --loglevel INFO --concurrency "${WORKER_PROCESSES:-2}" "$@"
    ;;
  beat)
    # Exactly one. A second clock would only repeat what is already told once, but need not.
    exec celery -A config beat --loglevel INFO --scheduler config.celery:Clockwork "$@"
    ;;
  migrate)
    exec python manage.py migrate --noinput "$@"
    ;;
  manage)
    exec python manage.py "$@"
    ;;
  *)
    echo "There is no role '$role'; the roles are web, worker, beat, migrate and manage." >&2
    exit 64
    ;;
esac
