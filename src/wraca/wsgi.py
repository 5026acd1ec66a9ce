"""Console, portal and management API under WSGI: what granian serves in the role `console`."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wraca.settings")

from django.core.wsgi import get_wsgi_application
from django.utils.translation import gettext

from wraca.kit.language import translate_with
from wraca.server.probes import Probes

django_application = get_wsgi_application()
translate_with(gettext)
application = Probes(django_application)
