"""Everything on one port: the fast path under `/v1`, Django for the rest."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wraca.settings")

from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext

from wraca.kit.language import translate_with
from wraca.server.dispatcher import Dispatcher, threaded
from wraca.server.hot import hot_app
from wraca.server.probes import Probes

#: Requests that Django answers at the same time; each holds one database connection.
DJANGO_THREADS = 8

django_application = get_wsgi_application()
translate_with(gettext)
application = Dispatcher(hot=hot_app, rest=threaded(Probes(django_application), threads=DJANGO_THREADS))
