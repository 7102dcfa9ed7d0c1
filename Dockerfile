# The service as an image. By itself it keeps its catalogue in /data, with the embedded engine: docker run -v stdgraph:/data ...
# Beside a Neo4j: docker-compose.yml.

FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data stdgraph
RUN --mount=type=bind,from=build,source=/wheel,target=/wheel pip install --no-cache-dir /wheel/*.whl
ENV STDGRAPH_DATA_DIR=/data
WORKDIR /data
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["stdgraph", "serve", "--host", "0.0.0.0", "--port", "8000"]
