from django.urls import path

from wraca.console.accounts import audit_log, first_run, log_in, people, profile

urlpatterns = [
    path("first-run/", first_run.show_first_run, name="first-run"),
    path("getting-ready/", first_run.show_getting_ready, name="getting-ready"),
    path("log-in/", log_in.log_in, name="log-in"),
    path("log-in/code/", log_in.second_step, name="log-in-code"),
    path("log-out/", log_in.log_out, name="log-out"),
    path("you/", profile.show_profile, name="profile"),
    path("you/second-factor/", profile.set_up_second_factor, name="second-factor-set-up"),
    path("you/second-factor/off/", profile.drop_second_factor, name="second-factor-off"),
    path("accounts/", people.list_accounts, name="accounts"),
    path("accounts/invite/", people.invite_account, name="account-invite"),
    path("accounts/<int:user_id>/link/", people.make_reset_link, name="account-reset"),
    path("accounts/<int:user_id>/role/", people.change_account_role, name="account-role"),
    path("accounts/<int:user_id>/disable/", people.disable_account, name="account-disable"),
    path("accounts/<int:user_id>/enable/", people.enable_account, name="account-enable"),
    path("accounts/<int:user_id>/second-factor/off/", people.drop_account_factor, name="account-factor-off"),
    path("welcome/<str:token>/", people.follow_link, name="account-link"),
    path("audit-log/", audit_log.show_audit_log, name="audit-log"),
]
