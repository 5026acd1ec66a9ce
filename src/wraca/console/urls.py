"""The console's addresses, one list a domain. Names are `console:…`."""

from wraca.console.accounts.urls import urlpatterns as accounts
from wraca.console.shell.urls import urlpatterns as shell
from wraca.console.today.urls import urlpatterns as today

app_name = "console"
urlpatterns = [*shell, *accounts, *today]
