# teamkpi as a container: the server, its command line, the dashboard and the console. For amd64 and arm64.
#
#   docker build -t teamkpi --build-arg TEAMKPI_COMMIT=$(git rev-parse HEAD) --build-arg TEAMKPI_TAG=$(git describe --tags) .
#
# BASE is any image with Python 3.11 or newer on glibc. See docs/containers.md.
ARG BASE=python:3.13-slim-bookworm

FROM ${BASE} AS build
# requirements-otel.txt adds what exports traces; requirements-own-database.txt leaves out the embedded server.
ARG REQUIREMENTS=requirements.txt
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
# The locked dependencies first: this layer is kept until one of them changes.
COPY requirements.txt requirements-otel.txt requirements-own-database.txt requirements-build.txt requirements-node.txt ./
RUN python3 -m venv /opt/teamkpi \
    && /opt/teamkpi/bin/pip install --quiet --require-hashes -r ${REQUIREMENTS} \
    && python3 -m venv /build \
    && /build/bin/pip install --quiet --require-hashes -r requirements-build.txt \
    && /build/bin/pip install --quiet --require-hashes -r requirements-node.txt
COPY . .
# What `git archive` writes into this file, for `teamkpi --version`: the repository itself is not sent to the builder.
ARG TEAMKPI_COMMIT=""
ARG TEAMKPI_TAG=""
RUN if [ -n "${TEAMKPI_COMMIT}" ]; then \
        printf 'commit: %s\ndescribe-name: %s\n' "${TEAMKPI_COMMIT}" "${TEAMKPI_TAG}" >.git_archival.txt; \
    fi
RUN /build/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/teamkpi/bin/pip install --quiet --no-deps --no-index /wheels/*.whl \
    && /opt/teamkpi/bin/python -m compileall -q /opt/teamkpi/lib \
    && /opt/teamkpi/bin/pip uninstall --quiet --yes pip

FROM ${BASE}
ARG TEAMKPI_COMMIT=""
ARG TEAMKPI_TAG=""
LABEL org.opencontainers.image.title="teamkpi" \
      org.opencontainers.image.description="A coworking space's ledger and the figures of its teams, self-hosted." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${TEAMKPI_TAG}" \
      org.opencontainers.image.revision="${TEAMKPI_COMMIT}"
# Group 0 can write to /data, so the container can also run with any other user id in that group.
RUN groupadd --gid 10001 teamkpi \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin teamkpi \
    && install --directory --owner=10001 --group=0 --mode=0770 /data
COPY --from=build /opt/teamkpi /opt/teamkpi
ENV PATH=/opt/teamkpi/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TEAMKPI_DATA_DIR=/data/teamkpi \
    TEAMKPI_HOST=0.0.0.0 \
    TEAMKPI_PORT=8000
USER 10001:0
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['TEAMKPI_PORT']}/health/ready\", timeout=4)"]
ENTRYPOINT ["teamkpi"]
CMD ["serve"]
