"""Addresses of the desk."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from desk.views import (
    alerts,
    cases,
    complaints,
    inbox,
    journal,
    overdue,
    phone,
    registry,
    rewards,
    signin,
    supervision,
    transfers,
)

app_name = "desk"

urlpatterns = [
    path("", inbox.Inbox.as_view(), name="inbox"),
    path("login/", signin.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("phone/", phone.PhoneEntry.as_view(), name="phone_entry"),
    path("phone/hints/", phone.PhoneHints.as_view(), name="phone_hints"),
    path("phone/<str:number>/", phone.PhoneDone.as_view(), name="phone_done"),
    path("complaints/", complaints.Complaints.as_view(), name="complaints"),
    path("complaints/<str:number>/", complaints.ComplaintPage.as_view(), name="complaint"),
    path(
        "complaints/<str:number>/history/",
        complaints.ComplaintHistory.as_view(),
        name="complaint_history",
    ),
    path("complaints/<str:number>/files/", complaints.Upload.as_view(), name="complaint_upload"),
    path(
        "complaints/<str:number>/files/<str:key>/",
        complaints.Download.as_view(),
        name="complaint_file",
    ),
    path(
        "complaints/<str:number>/<str:step>/",
        complaints.ComplaintTaking.as_view(),
        name="complaint_step",
    ),
    path("cases/", cases.Cases.as_view(), name="cases"),
    path("cases/find/", cases.Find.as_view(), name="find"),
    path("cases/<str:number>/", cases.CasePage.as_view(), name="case"),
    path(
        "cases/<str:number>/extensions/<str:extension>/<str:step>/",
        cases.ExtensionTaking.as_view(),
        name="extension_step",
    ),
    path("cases/<str:number>/<str:step>/", cases.CaseTaking.as_view(), name="case_step"),
    path("transfers/", transfers.Transfers.as_view(), name="transfers"),
    path("transfers/<str:number>/", transfers.TransferPage.as_view(), name="transfer"),
    path(
        "transfers/<str:number>/<str:step>/",
        transfers.TransferTaking.as_view(),
        name="transfer_step",
    ),
    path("rewards/", rewards.Rewards.as_view(), name="rewards"),
    path("rewards/<str:number>/", rewards.RewardPage.as_view(), name="reward"),
    path("rewards/<str:number>/payee/", rewards.Payee.as_view(), name="payee"),
    path("rewards/<str:number>/<str:step>/", rewards.RewardTaking.as_view(), name="reward_step"),
    path("alerts/", alerts.Alerts.as_view(), name="alerts"),
    path("alerts/<int:alert>/acknowledge/", alerts.Acknowledge.as_view(), name="acknowledge"),
    path("overdue/", overdue.Overdue.as_view(), name="overdue"),
    path("supervision/", supervision.Supervisions.as_view(), name="supervision"),
    path(
        "supervision/<str:number>/<str:step>/",
        supervision.SupervisionTaking.as_view(),
        name="supervision_step",
    ),
    path("registry/", registry.Register.as_view(), name="registry"),
    path("registry/new/", registry.Enter.as_view(), name="enter"),
    path(
        "registry/<str:number>/<str:step>/",
        registry.RegisterTaking.as_view(),
        name="registry_step",
    ),
    path("journal/", journal.Journal.as_view(), name="journal"),
]
