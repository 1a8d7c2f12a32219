"""Fill a database with one consult of N people; prints its id and a session of each. Run as a module.

The images are names only: the live room never looks at pixels.
"""

from __future__ import annotations

import json
import sys

import django

STUDY, SERIES, REFERENCE = "1.2.826.0.1.3680043.10.1", "1.2.826.0.1.3680043.10.1.1", "1.2.826.0.1.3680043.10.1.9"
IMAGES = 20


def sop(number: int) -> str:
    """Return the SOP Instance UID of image `number` of 1…IMAGES."""
    return f"{SERIES}.{number}"


def seed(people: int) -> dict[str, object]:
    """Make the consult and return `{"room", "sessions": [...], "users": [...]}`. The first person is the host."""
    from apps.accounts.models import User
    from apps.cases.models import Case, CaseSeries, CaseStudy
    from apps.cases.services import grant_access
    from apps.consults.models import Consult, Participant

    case, _ = Case.objects.get_or_create(patient_id="SEED", patient_name="SEED^Room")
    study, _ = CaseStudy.objects.get_or_create(case=case, study_uid=STUDY)
    CaseSeries.objects.get_or_create(
        study=study,
        series_uid=SERIES,
        defaults={
            "modality": "CT",
            "frame_of_reference_uid": REFERENCE,
            "instances": [[sop(number), 1] for number in range(1, IMAGES + 1)],
        },
    )
    users = [user_of(User, number) for number in range(people)]
    consult = Consult.objects.create(case=case, title="Seeded", created_by=users[0])
    consult.studies.set([study])
    for user in users:
        Participant.objects.create(consult=consult, user=user, host=user is users[0])
        grant_access(studies=[study], user_id=user.pk, source=consult.pk)
    return {
        "room": str(consult.pk),
        "sessions": [session_of(user) for user in users],
        "users": [str(user.pk) for user in users],
    }


def user_of(model: type, number: int):  # type: ignore[no-untyped-def]
    """Return person `number`, made where there is none yet."""
    email = f"person{number}@seed.example"
    found = model.objects.filter(email=email).first()  # type: ignore[attr-defined]
    return found or model.objects.create_user(email, None, name=f"Person {number}", role="radiologist")  # type: ignore[attr-defined]


def session_of(user) -> str:  # type: ignore[no-untyped-def]
    """Return the key of a session that has given both factors."""
    from django.contrib.sessions.backends.db import SessionStore
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    device, _ = TOTPDevice.objects.get_or_create(user=user, name="seed", confirmed=True)
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    django.setup()
    json.dump(seed(int(sys.argv[1])), sys.stdout)
