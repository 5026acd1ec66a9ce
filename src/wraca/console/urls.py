"""The console's addresses, one list a domain. Names are `console:…`."""

from wraca.console.accounts.urls import urlpatterns as accounts
from wraca.console.consents.urls import urlpatterns as consents
from wraca.console.customers.urls import urlpatterns as customers
from wraca.console.duplicates.urls import urlpatterns as duplicates
from wraca.console.lifecycle.urls import urlpatterns as lifecycle
from wraca.console.lists.urls import urlpatterns as lists
from wraca.console.messages.urls import urlpatterns as messages
from wraca.console.orders.urls import urlpatterns as orders
from wraca.console.products.urls import urlpatterns as products
from wraca.console.quality.urls import urlpatterns as quality
from wraca.console.segments.urls import urlpatterns as segments
from wraca.console.shell.urls import urlpatterns as shell
from wraca.console.sign_up.urls import urlpatterns as sign_up
from wraca.console.surveys.urls import urlpatterns as surveys
from wraca.console.system.urls import urlpatterns as system
from wraca.console.today.urls import urlpatterns as today

app_name = "console"
urlpatterns = [
    *(*shell, *accounts, *today, *customers, *consents, *duplicates, *lifecycle, *orders, *products, *quality),
    *(*segments, *messages, *sign_up, *surveys, *system, *lists),
]
