# The product in one image: the front end is built in the first stage and only its result is kept.
FROM node:20-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 teleconsult
WORKDIR /srv/teleconsult
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY manage.py ./
COPY teleconsult teleconsult
COPY apps apps
COPY locale locale
COPY --from=frontend /src/frontend/dist frontend/dist
RUN mkdir /var/lib/teleconsult && chown teleconsult /var/lib/teleconsult
ENV VAR_DIR=/var/lib/teleconsult PYTHONUNBUFFERED=1
USER teleconsult
EXPOSE 8000
CMD ["sh", "-c", "python manage.py migrate --noinput && python manage.py collectstatic --noinput --verbosity 0 && exec python manage.py serve --host 0.0.0.0 --port 8000"]
