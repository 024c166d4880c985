# One image for either service: docker build --build-arg SERVICE=receiver . (or processor)
#
# The base is pinned by its full version, so that a rebuild still gets Debian's security fixes.
# To pin it to the byte, add @sha256:... to both lines.
ARG SERVICE

FROM python:3.13.9-slim-trixie AS packages
ARG SERVICE
COPY requirements-${SERVICE}.txt /tmp/requirements.txt
# Wheels only: nothing is compiled, so no compiler is needed.
RUN python -m venv /venv && \
    /venv/bin/pip install --no-cache-dir --only-binary=:all: --require-hashes -r /tmp/requirements.txt && \
    /venv/bin/pip uninstall --yes pip

FROM python:3.13.9-slim-trixie AS common
ARG SERVICE
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin service
COPY --from=packages /venv /venv
WORKDIR /app
COPY openphone openphone
COPY pipeline pipeline
COPY ${SERVICE} ${SERVICE}
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 SERVICE=${SERVICE} PORT=8080
USER 10001
# exec replaces the shell with the server, so that Cloud Run's SIGTERM reaches it.
CMD ["sh", "-c", "exec python -m functions_framework --target \"$TARGET\" --source \"$SERVICE/main.py\" --asgi --port \"$PORT\""]

FROM common AS receiver
ENV TARGET=receive

FROM common AS processor
ENV TARGET=process
COPY documents documents

FROM ${SERVICE}
