# First stage: wheels of feedhub and all it needs, since not everything has one (feedgen).
FROM python:3.13-slim AS build
WORKDIR /build
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY feedhub feedhub
RUN pip wheel --no-cache-dir --constraint constraints.txt --wheel-dir /wheels '.[fulltext,postgres]'

FROM python:3.13-slim
LABEL org.opencontainers.image.title="feedhub" org.opencontainers.image.licenses="MIT"
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --root-user-action=ignore --no-index --find-links /wheels 'feedhub[fulltext,postgres]'
# The relative paths of the configuration are those of a checkout: config/ is mounted, state/ is written.
RUN groupadd --gid 1000 hub \
    && useradd --uid 1000 --gid hub --no-create-home --home-dir /app --shell /usr/sbin/nologin hub \
    && install --directory --owner hub --group hub /app /app/config /app/state
WORKDIR /app
USER hub
ENV FEEDHUB_SERVE__LISTEN=0.0.0.0:8080 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
VOLUME ["/app/config", "/app/state"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4).read()"]
ENTRYPOINT ["feedhub"]
CMD ["daemon"]
