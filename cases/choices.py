"""Words of cases."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Proceeding(TextChoices):
    """Which of the two roads a case walks."""

    COUNTERFEIT = "counterfeit", _("假冒专利查处")
    INFRINGEMENT = "infringement", _("专利侵权纠纷裁决")


class State(TextChoices):
    """Where a case stands; each proceeding uses the states of its own road."""

    PROPOSED = "proposed", _("待批准立案")
    DECLINED = "declined", _("不予立案")
    DOCKETED = "docketed", _("已立案")
    INVESTIGATING = "investigating", _("调查中")
    AUDITED = "audited", _("已审核")
    NOTIFIED = "notified", _("已告知")
    DECIDED = "decided", _("已决定")
    SERVED = "served", _("已送达")
    ANSWERED = "answered", _("已答辩")
    MEDIATED = "mediated", _("已调解")
    HEARD = "heard", _("已口审")
    RULED = "ruled", _("已裁决")
    PUBLISHED = "published", _("已公开")
    CLOSED = "closed", _("已结案")
    ARCHIVED = "archived", _("已归档")


ENDED = (State.DECLINED, State.CLOSED, State.ARCHIVED)


class Finding(TextChoices):
    """Whether what was reported proved true."""

    VERIFIED = "verified", _("属实")
    UNFOUNDED = "unfounded", _("不属实")


class Outcome(TextChoices):
    """How a counterfeit case was decided (专利行政执法办法 第三十一条)."""

    PENALTY = "penalty", _("行政处罚")
    NO_PENALTY = "no_penalty", _("不予处罚")
    UNFOUNDED = "unfounded", _("撤销案件")
    CRIMINAL = "criminal", _("移送公安")


class RulingOutcome(TextChoices):
    """How an infringement dispute was ruled on."""

    INFRINGED = "infringed", _("侵权成立")
    NOT_INFRINGED = "not_infringed", _("侵权不成立")
    DISMISSED = "dismissed", _("撤销案件")


class ServiceMethod(TextChoices):
    """How a document was served."""

    DIRECT = "direct", _("直接送达")
    LEAVING = "leaving", _("留置送达")
    MAIL = "mail", _("邮寄送达")
    ENTRUSTED = "entrusted", _("委托送达")
    ELECTRONIC = "electronic", _("电子送达")
    ANNOUNCEMENT = "announcement", _("公告送达")


class RequestState(TextChoices):
    """Where a request to extend a clock stands."""

    PROPOSED = "proposed", _("待审批")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")


class SupervisionState(TextChoices):
    """Where a listing under supervision stands."""

    LISTED = "listed", _("督办中")
    LIFTED = "lifted", _("已解除")
