"""What the code desk refuses. None of these holds anything personal."""

from __future__ import annotations

from station.errors import StationError


class DeskClosed(StationError):
    """No issuer's key is open at this desk."""

    code = "desk_closed"


class DeskIssuerUnlisted(StationError):
    """The issuer's key that is open is not in the trust list in force."""

    code = "desk_issuer_unlisted"


class DeskIssuerRevoked(StationError):
    """The trust list in force revokes the issuer's key that is open."""

    code = "desk_issuer_revoked"


class DeskIssuerOutOfTime(StationError):
    """The issuer's key may not sign now. ``since`` and ``until``: from when to when it may."""

    code = "desk_issuer_out_of_time"


class DeskEntryGone(StationError):
    """The person, code or application is not there any more: erased meanwhile."""

    code = "desk_entry_gone"


class NameDiffers(StationError):
    """The desk knows this document under another name."""

    code = "name_differs"


class CodeNotInForce(StationError):
    """The code was revoked already."""

    code = "code_not_in_force"


class RelationMissing(StationError):
    """It is not said what the relative is to the applicant."""

    code = "relation_missing"


class RelativeNotAllowed(StationError):
    """A relative of this ``age`` draws their own code: neither under 18 nor 60 or over."""

    code = "relative_not_allowed"


class RelativeAgeUnknown(StationError):
    """Neither the document nor the form tells the relative's birth date."""

    code = "relative_age_unknown"


class GuardianNumberNotAllowed(StationError):
    """A guardian's number is for children; who is ``age`` has a document of their own."""

    code = "guardian_number_not_allowed"


class ApplicationForSelf(StationError):
    """The relative is the applicant."""

    code = "application_for_self"


class ApplicationExists(StationError):
    """This applicant has applied for this relative already, and was not refused."""

    code = "application_exists"


class ApplicationNotApproved(StationError):
    """The application waits for approval, or was refused."""

    code = "application_not_approved"


class ApplicationDecided(StationError):
    """The application was approved or refused already."""

    code = "application_decided"


class ApprovalBySelf(StationError):
    """Who entered an application does not decide it."""

    code = "approval_by_self"
