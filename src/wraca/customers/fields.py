"""What `customers` tells of each customer."""

from wraca.kit.field import Field
from wraca.kit.language import marked as _

FIELDS = (
    Field("signed_up_day", "day", "", _("Known since"), _("The day the shop came to know them.")),
    Field("source", "text", "", _("Source"), _("The system that told of them.")),
    Field("country", "text", "", _("Country"), _("Two letters; empty where it is not known.")),
    Field("invented", "flag", "", _("Invented"), _("Made up by the sample shop.")),
)
