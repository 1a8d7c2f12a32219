"""The one ASGI application: pages and API over HTTP, rooms over WebSocket."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teleconsult.settings.base")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from teleconsult.routing import websocket_application  # noqa: E402

from channels.routing import ProtocolTypeRouter  # noqa: E402  isort:skip

application = ProtocolTypeRouter({"http": django_application, "websocket": websocket_application})
