from django.urls import path

from wraca.console.messages import mailbox, senders, views

urlpatterns = [
    path("messages/", views.outbox, name="messages"),
    path("messages/<int:message_id>/noted/", views.note_unknown, name="messages-noted"),
    path("messages/mailbox/", mailbox.letters, name="messages-mailbox"),
    path("messages/mailbox/<int:letter_id>/", mailbox.letter, name="messages-letter"),
    path("messages/mailbox/<int:letter_id>/html/", mailbox.letter_html, name="messages-letter-html"),
    path("settings/senders/", senders.senders, name="settings-senders"),
    path("settings/senders/test/", senders.trial, name="settings-senders-test"),
    path("settings/senders/<int:sender_id>/code/", senders.new_code, name="settings-sender-code"),
    path("settings/senders/<int:sender_id>/verify/", senders.verify, name="settings-sender-verify"),
    path("settings/senders/<int:sender_id>/choose/", senders.choose, name="settings-sender-choose"),
    path("settings/senders/<int:sender_id>/remove/", senders.remove, name="settings-sender-remove"),
]
