# One image for every role; ROLE says which: public (the default), editor or follower.
# It runs with a read-only root as a user that owns nothing in it, and writes to /data, /editions and /tmp only.
# It needs a proxy in front that buffers requests: gunicorn sets no time limit for a client that sends slowly.

FROM python:3.13-slim-bookworm AS made

WORKDIR /directory
RUN python -m venv --without-pip /environment
COPY requirements.txt ./
RUN python -m pip --python /environment/bin/python install --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt

COPY . .
# Neither a key nor a database is needed to collect files; these keep one from being made.
RUN ROLE=editor SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    DATABASE_URL=postgres://nobody@nowhere/nothing STATIC_ROOT=/directory/collected /environment/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /environment/bin/python -m compileall -q -j 0 .


FROM python:3.13-slim-bookworm

ARG COMMIT=""
ENV COMMIT=$COMMIT \
    ROLE=public \
    DATA_DIR=/data \
    EDITIONS_DIR=/editions \
    STATIC_ROOT=/directory/collected \
    PATH=/environment/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

# A new volume takes its owner over from here.
RUN install --directory --owner=10001 --group=10001 /data /editions
COPY --from=made /environment /environment
COPY --from=made /directory /directory

WORKDIR /directory
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["deploy/healthy"]
CMD ["deploy/start"]
